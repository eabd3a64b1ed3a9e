import { Live } from "../live/live.svelte";
import { Outbox, randomId, type Waiting } from "../live/outbox";
import type { GatesRow, PitfallRow, SheetRow, StepRow } from "../live/wire";
import { phoneWords } from "../words/phone";

/** What localStorage may hold for a session: the token, the draft, and what is unsent. */
function kept(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
function keep(key: string, value: string) {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
  } catch {
    // Private mode without storage: the phone works, it only cannot survive a reload.
  }
}

/** This phone in its session: the live view, the draft being written and the language. */
export class Phone {
  readonly code: string;
  readonly live: Live;
  language = $state("da");
  draft = $state("");
  begunAt: number | null = null;
  writing = $state(false);
  editing = $state<string | null>(null);
  notice = $state<"" | "closed" | "tooMany" | "rejected">("");
  words = $derived(phoneWords(this.language));

  constructor(code: string) {
    this.code = code;
    this.language = kept("summe.lang") ?? (navigator.language.toLowerCase().startsWith("da") ? "da" : "en");
    const base = `summe.${code}`;
    let token = kept(`${base}.token`);
    if (!token) keep(`${base}.token`, (token = randomId()));
    this.draft = kept(`${base}.draft`) ?? "";
    this.live = new Live({
      code,
      role: "phone",
      token,
      lang: this.language,
      outbox: new Outbox(`${base}.out`),
    });
    this.live.onReject = (waiting, code) => this.#rejected(waiting, code);
  }

  get step(): StepRow | undefined {
    return this.live.one<StepRow>("step");
  }
  get sheet(): SheetRow | undefined {
    return this.live.one<SheetRow>("sheet");
  }
  get gates(): GatesRow | undefined {
    return this.live.one<GatesRow>("gates");
  }
  pitfall(id: string | null | undefined): PitfallRow | undefined {
    return id ? this.live.table<PitfallRow>("pitfalls")[id] : undefined;
  }

  /** How many questions are sent, and how many are on their way. */
  get counts() {
    const mine = this.live.table("mine");
    const unsent = this.live.waiting.filter((one) => one.do === "ask_question" && !mine[one.id]).length;
    return { unsent, all: unsent + Object.keys(mine).length };
  }

  write(text: string) {
    if (!this.draft && text) this.begunAt = this.live.now();
    this.draft = text;
    keep(`summe.${this.code}.draft`, text);
  }

  stopWriting() {
    if (this.editing) this.write("");
    this.editing = null;
    this.writing = false;
    this.notice = "";
    this.live.typing(false);
  }

  setLanguage(language: string) {
    this.language = language;
    keep("summe.lang", language);
    this.live.setLanguage(language);
  }

  #rejected(waiting: Waiting, code: string) {
    if (waiting.do !== "ask_question" && waiting.do !== "edit_question") return;
    if (!this.draft) this.write(String(waiting.args.text));
    this.writing = true;
    this.notice = code === "closed" ? "closed" : code === "too_many" ? "tooMany" : "rejected";
  }
}
