import { ownWay, qrPicture, wayIn, type Way } from "./joining";
import type { AddressRow } from "./wire";

/** What a screen's connection shows of where people join. */
interface Source {
  readonly online: boolean;
  readonly view: { "live.address"?: Record<string, AddressRow> };
}

/** How to join the session of a connected screen, as it is now. Made while a component is. */
export class Joining {
  #answered = $state.raw<Way>({ address: "", url: "" });

  constructor(
    private readonly code: string,
    private readonly source: () => Source,
  ) {
    this.#answered = ownWay(code);
    // After each connection: the server may have been started in another network.
    $effect(() => {
      if (this.source().online) void wayIn(code).then((way) => (this.#answered = way ?? this.#answered));
    });
  }

  /** What the server has sent once the address has changed; it goes before what it answered. */
  #row = $derived.by(() => this.source().view["live.address"]?.it);
  address = $derived.by(() => this.#row?.address ?? this.#answered.address);
  url = $derived.by(() => {
    if (!this.#row) return this.#answered.url;
    return this.address && `http://${this.address}/${this.code}`;
  });
  qr = $derived.by(() => qrPicture(this.code, this.address));
  /** Whether the server's computer has had no network yet, so that there is no address. */
  isWaiting = $derived.by(() => this.#row?.address === "");
}
