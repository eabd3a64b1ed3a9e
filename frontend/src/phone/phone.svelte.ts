import { Live } from "../live/live.svelte";
import { Outbox, randomId, type Waiting } from "../live/outbox";
import type { GatesRow, MineRow, PitfallRow, SheetRow, StepRow } from "../live/wire";
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

export interface OwnQuestion {
  id: string;
  row: MineRow;
  waiting: boolean;
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

  /** Own questions, newest first, those still on their way included. */
  own = $derived.by((): OwnQuestion[] => {
    const sent = Object.entries(this.live.table<MineRow>("mine"));
    const known = new Set(sent.map(([id]) => id));
    const unsent = this.live.waiting.filter((one) => one.do === "ask_question" && !known.has(one.id));
    return [
      ...unsent.map((one) => ({ id: one.id, row: this.#unsent(one), waiting: true })).reverse(),
      ...sent
        .map(([id, row]) => ({ id, row: this.#withEdit(id, row), waiting: this.#isEdited(id) }))
        .sort((a, b) => b.row.at_ms - a.row.at_ms),
    ];
  });

  write(text: string) {
    if (!this.draft && text) this.begunAt = this.live.now();
    this.draft = text;
    keep(`summe.${this.code}.draft`, text);
  }

  send(follows?: string) {
    const text = this.draft.trim();
    if (!text) return;
    if (this.editing) void this.live.ask("edit_question", { question_id: this.editing, text });
    else {
      const begun = this.begunAt === null ? {} : { begun_at_ms: Math.round(this.begunAt) };
      void this.live.ask("ask_question", follows === undefined ? { text, ...begun } : { text, follows });
    }
    this.stopWriting();
    this.write("");
  }

  edit(id: string, text: string) {
    this.editing = id;
    this.write(text);
    this.writing = true;
  }

  stopWriting() {
    if (this.editing) this.write("");
    this.editing = null;
    this.writing = false;
    this.notice = "";
    this.live.typing(false);
  }

  withdraw({ id, waiting }: OwnQuestion) {
    const unsent = waiting && !this.live.table<MineRow>("mine")[id];
    if (unsent && !this.live.online) this.live.forget(id);
    else void this.live.ask("withdraw_question", { question_id: id });
  }

  setLanguage(language: string) {
    this.language = language;
    keep("summe.lang", language);
    this.live.setLanguage(language);
  }

  #unsent(waiting: Waiting): MineRow {
    return {
      text: String(waiting.args.text),
      at_ms: Number.MAX_SAFE_INTEGER,
      state: "shown",
      pitfall: null,
      others: 0,
      taken_up: false,
      in_focus: false,
      next: waiting.args.follows !== undefined,
      follows: null,
      answer: null,
      editable: false,
    };
  }

  #editOf(id: string) {
    return this.live.waiting.find((one) => one.do === "edit_question" && one.args.question_id === id);
  }
  #isEdited(id: string): boolean {
    return this.#editOf(id) !== undefined;
  }
  #withEdit(id: string, row: MineRow): MineRow {
    const edit = this.#editOf(id);
    return edit ? { ...row, text: String(edit.args.text) } : row;
  }

  #rejected(waiting: Waiting, code: string) {
    if (waiting.do !== "ask_question" && waiting.do !== "edit_question") return;
    if (!this.draft) this.write(String(waiting.args.text));
    this.writing = true;
    this.notice = code === "closed" ? "closed" : code === "too_many" ? "tooMany" : "rejected";
  }
}
