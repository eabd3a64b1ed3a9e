/** Which replies this phone has not shown on My page yet; the browser keeps when the newest that it has came. */
import { BrowserStorage } from "../../live/storage";
import type { ReplyShown } from "../../live/wire";
import type { Phone } from "../phone.svelte";

export class NewReplies {
  readonly #storage = new BrowserStorage();
  readonly #key: string;
  /** When the newest reply came that was shown before this page was opened, in server milliseconds. */
  #shown = $state(0);

  constructor(private readonly phone: Phone) {
    this.#key = `summe.${phone.code}.replies`;
    this.#shown = Number(this.#storage.getItem(this.#key) ?? 0);
  }

  #newest = $derived.by(() => {
    const { live } = this.phone;
    const rows = [...Object.values(live.table("mine")), ...Object.values(live.table("supported"))];
    return Math.max(0, ...rows.map(({ reply }) => reply?.at_ms ?? 0));
  });
  /** Whether there is a new one. */
  any = $derived(this.#newest > this.#shown);

  isNew({ at_ms }: ReplyShown): boolean {
    return at_ms > this.#shown;
  }
  /** Keep that My page shows them; they are marked as new until it is closed. */
  keep() {
    if (this.any) this.#storage.setItem(this.#key, String(this.#newest));
  }
  /** My page was closed. */
  close() {
    this.#shown = Math.max(this.#shown, Number(this.#storage.getItem(this.#key) ?? 0));
  }
}
