import { Live } from "../live/live.svelte";
import type { EarlyConnection } from "../live/connect";
import { Outbox, type Waiting } from "../live/outbox";
import { BrowserStorage } from "../live/storage";
import type {
  Commands,
  GatesRow,
  Language,
  PitfallRow,
  Rejection,
  SessionRow,
  SheetRow,
  StepFamily,
  StepRow,
  TimerRow,
} from "../live/wire";
import { phoneWords } from "../words/phone";
import { dropDraft, putDraft, readDrafts, type Draft, type Drafts } from "./drafts";
import { identity } from "./identity";
import { PageHistory } from "./pageHistory";

/** What lies over the step: the text box, where a question belongs, own and others' questions, the small print. */
export type Page = "step" | "write" | "where" | "questions" | "others" | "about" | "mine";

/**
 * This phone in its session: the live view, what is being written, and which page lies over the step.
 * Kept in this browser: the token, the language, drafts, and what has not been answered.
 */
export class Phone {
  readonly code: string;
  readonly live: Live<"phone">;
  language = $state<Language>("da");
  words = $derived(phoneWords(this.language));
  page = $state<Page>("step");
  /** What the open page is about: the name of a draft, or a question. */
  about = $state("");
  /** Whether the text box was opened by a tap, so that the keyboard may come. */
  tapped = false;
  drafts = $state.raw<Drafts>({});
  offlineLong = $state(false);
  /** A part of the page cannot be fetched, though the server answers. */
  incomplete = $state(false);
  /** In the poll: the answer being changed, and whether another question presses. */
  revising = $state<string | null>(null);
  /** What was done here and came too late; a text that was refused is a draft again instead. */
  missed = $state.raw<Waiting | null>(null);
  nothingPresses = $state(false);

  #openedIn = $state("");
  #storage = new BrowserStorage();
  #history: PageHistory | undefined;

  /** `early` is the connection that the page made by itself; with `offline`, for the gallery, none is made. */
  constructor(code: string, { early, offline }: { early?: EarlyConnection; offline?: boolean } = {}) {
    this.code = code;
    const storage = this.#storage;
    const hello = identity(code, storage);
    this.language = hello.lang;
    this.drafts = readDrafts(storage, code);
    this.live = new Live({
      code,
      ...hello,
      outbox: new Outbox(`summe.${code}.out.`, storage),
      early,
      offline,
    });
    // The gallery shows many phones in one page.
    if (!offline) this.#history = new PageHistory(() => this.show("step"));
    this.live.onReject = (waiting, code) => this.#rejected(waiting, code);
  }

  get step(): StepRow | undefined {
    return this.live.one("step");
  }
  get session(): SessionRow | undefined {
    return this.live.one("session");
  }
  get sheet(): SheetRow | undefined {
    return this.live.one("sheet");
  }
  get gates(): GatesRow | undefined {
    return this.live.one("gates");
  }
  get timer(): TimerRow | undefined {
    return this.live.one("timer");
  }
  /** The family of the step, perhaps one that only a newer page knows; a session that has ended shows what is taken home. */
  get kind(): string {
    return this.session?.ended ? "done" : (this.step?.step.split(":")[0] ?? "");
  }
  isIn(family: StepFamily): boolean {
    return this.kind === family;
  }
  get open(): boolean {
    return !this.session?.ended && !!this.gates?.submissions;
  }
  /** No question yet, and nothing that waits to be one: the text box is the step itself. */
  get first(): boolean {
    const texts = Object.keys(this.drafts).some((name) => name.startsWith("lost."));
    return this.isIn("collect") && this.open && !this.counts.all && !texts;
  }
  /** The room has gone to another step since this page was opened, and not to where questions are written. */
  get movedOn(): boolean {
    if (this.page === "step" || (this.page === "write" && this.isIn("collect"))) return false;
    return this.#openedIn !== this.step?.step;
  }

  /** Something is being written, or waits to be sent. */
  get unfinished(): boolean {
    return this.live.waiting.length > 0 || Object.keys(this.drafts).length > 0;
  }

  /** This browser keeps nothing once the page is closed. */
  get forgets(): boolean {
    return this.#storage.forgets;
  }

  pitfall(id: string | null | undefined): PitfallRow | undefined {
    return id ? this.live.table("pitfalls")[id] : undefined;
  }
  get pitfalls(): PitfallRow[] {
    return Object.values(this.live.table("pitfalls")).sort((a, b) => a.number - b.number);
  }

  /** How many questions are sent, and how many are on their way. */
  get counts() {
    const mine = this.live.table("mine");
    const unsent = this.live.waiting.filter((one) => one.do === "ask_question" && !mine[one.id]).length;
    return { unsent, all: unsent + Object.keys(mine).length };
  }

  show(page: Page, about = "") {
    this.page = page;
    this.about = about;
    this.#openedIn = this.step?.step ?? "";
    this.#history?.follow(page !== "step");
  }

  /** Open the text box, by a tap or by itself. */
  write(name: string, tapped = true) {
    this.tapped = tapped;
    this.show("write", name);
  }

  back() {
    this.show("step");
  }

  draft(name: string, text: string, more: Partial<Draft> = {}) {
    const { begun_at_ms = this.live.now() } = this.drafts[name] ?? {};
    const draft = { text, begun_at_ms, at: Date.now(), ...more };
    if (!text) return this.dropDraft(name);
    this.drafts = { ...this.drafts, [name]: draft };
    putDraft(this.#storage, this.code, name, draft);
  }

  dropDraft(name: string) {
    const { [name]: _, ...rest } = this.drafts;
    this.drafts = rest;
    dropDraft(this.#storage, this.code, name);
  }

  setLanguage(language: Language) {
    this.language = language;
    this.#storage.setItem(`summe.${this.code}.lang`, language);
    this.live.setLanguage(language);
  }

  /** The session is erased, or there never was one: nothing of it stays here. */
  forget() {
    for (const key of this.#storage.keys(`summe.${this.code}.`)) this.#storage.drop(key);
  }

  /** A text that was refused becomes the draft again; if another is being written, it is kept beside it. Of the rest it is said. */
  #rejected(waiting: Waiting, refused: Rejection) {
    if (waiting.do !== "ask_question" && waiting.do !== "edit_question") return void (this.missed = waiting);
    const { text, follows, begun_at_ms }: Commands["ask_question"] = waiting.args;
    const name = follows === undefined ? "new" : "next";
    const free = !this.drafts[name];
    this.draft(free ? name : `lost.${waiting.id}`, text, { refused, begun_at_ms: begun_at_ms ?? undefined });
    if (free && (this.page === "step" || this.page === "where")) this.write(name, false);
  }
}
