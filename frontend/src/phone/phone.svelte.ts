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
import { identity, linked } from "./identity";
import { PageHistory } from "./pageHistory";

/**
 * The step, or the page that lies over it: the text box, where a question belongs, own or others' questions, about the
 * data, My page.
 */
export type Page = "step" | "write" | "where" | "questions" | "others" | "about" | "mine";

/**
 * The state of a phone: its live session, its drafts, and which page lies over the step. The browser stores the token,
 * the language, drafts, and unanswered commands.
 */
export class Phone {
  readonly code: string;
  readonly live: Live<"phone">;
  /** The participant's token, which a personal link carries. */
  readonly token: string;
  /** The token in the personal link that was opened, perhaps another participant's, or cut off. */
  given = $state(linked(location.hash));
  language = $state<Language>("da");
  words = $derived(phoneWords(this.language));
  page = $state<Page>("step");
  /** What the open page is about: the name of a draft, or the id of a question. */
  about = $state("");
  /** Whether the text box was opened by a tap; only then does it take the focus, which opens the keyboard. */
  tapped = false;
  drafts = $state.raw<Drafts>({});
  offlineLong = $state(false);
  /** A part of the page cannot be fetched, though the server answers. */
  incomplete = $state(false);
  /** In the poll: the id of the question whose answer is being changed. */
  revising = $state<string | null>(null);
  /** The last command that came too late, to be shown; a rejected text becomes a draft again instead. */
  missed = $state.raw<Waiting | null>(null);
  /** In the poll: the participant has closed the text box for a next question. */
  nothingPresses = $state(false);

  #openedIn = $state("");
  #storage = new BrowserStorage();
  #history: PageHistory | undefined;

  /** `early` is the connection made before the shell was loaded; with `offline`, for the gallery, none is made. */
  constructor(code: string, { early, offline }: { early?: EarlyConnection; offline?: boolean } = {}) {
    this.code = code;
    const storage = this.#storage;
    const hello = identity(code, storage);
    this.language = hello.lang;
    this.token = hello.token;
    // A browser keeps a history of addresses, so the token does not stay in this one.
    if (this.given) history.replaceState(history.state, "", location.pathname);
    this.drafts = readDrafts(storage, code);
    this.live = new Live({
      code,
      ...hello,
      outbox: new Outbox(`summe.${code}.out.`, storage),
      early,
      offline,
    });
    // The gallery shows many phones in one page, which has only one history.
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
  /** The step's family, perhaps one that only a newer page knows; `done` once the session has ended. */
  get kind(): string {
    return this.session?.ended ? "done" : (this.step?.step.split(":")[0] ?? "");
  }
  isIn(family: StepFamily): boolean {
    return this.kind === family;
  }
  get open(): boolean {
    return !this.session?.ended && !!this.gates?.submissions;
  }
  /** In collect without an own question, sent, unsent or rejected: the text box is shown as the step itself. */
  get first(): boolean {
    const texts = Object.keys(this.drafts).some((name) => name.startsWith("lost."));
    return this.isIn("collect") && this.open && !this.counts.all && !texts;
  }
  /** The step has changed since this page was opened; for the text box, unless it has changed to collect. */
  get movedOn(): boolean {
    if (this.page === "step" || (this.page === "write" && this.isIn("collect"))) return false;
    return this.#openedIn !== this.step?.step;
  }

  /** There is a draft, or a command that has not been answered. */
  get unfinished(): boolean {
    return this.live.waiting.length > 0 || Object.keys(this.drafts).length > 0;
  }

  /** Storage does not work: what it would keep is lost when the page is closed. */
  get forgets(): boolean {
    return this.#storage.forgets;
  }

  pitfall(id: string | null | undefined): PitfallRow | undefined {
    return id ? this.live.table("pitfalls")[id] : undefined;
  }
  get pitfalls(): PitfallRow[] {
    return Object.values(this.live.table("pitfalls")).sort((a, b) => a.number - b.number);
  }

  /** How many own questions there are, and how many of them the server does not have yet. */
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
    const { begun_at_ms = this.open ? this.live.now() : undefined } = this.drafts[name] ?? {};
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

  /** Delete all that is stored for this session, because it is erased or never existed. */
  forget() {
    for (const key of this.#storage.keys(`summe.${this.code}.`)) this.#storage.drop(key);
  }

  /**
   * A rejected text becomes the draft again, or is kept beside it as `lost.…` if another is being written. Other
   * rejected commands are shown as missed.
   */
  #rejected(waiting: Waiting, refused: Rejection) {
    if (waiting.do !== "ask_question" && waiting.do !== "edit_question") return void (this.missed = waiting);
    const { text, follows, begun_at_ms }: Commands["ask_question"] = waiting.args;
    const name = follows === undefined ? "new" : "next";
    const free = !this.drafts[name];
    this.draft(free ? name : `lost.${waiting.id}`, text, { refused, begun_at_ms: begun_at_ms ?? undefined });
    if (free && (this.page === "step" || this.page === "where")) this.write(name, false);
  }
}
