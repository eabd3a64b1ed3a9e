/** The state of the organiser's page: all sessions, the run sheets, and the requests that can be made for them. */
import { SvelteMap } from "svelte/reactivity";
import { begin, beginInTab } from "../live/rehearsal";
import { saveAs } from "../live/saveAs";
import { invite, type DeviceRole, type Invitation } from "../live/invitation";
import { Refused, ask, download, type ExportWish } from "../live/organiser";
import { saveQr, type QrKind } from "../live/qrCode";
import type { KeyRole, ReportShows } from "../live/protocol.generated";
import { TypedTexts } from "../live/typedTexts";
import type { Answer, LogoRow, ReplyShown } from "../live/wire";
import { noFormat } from "../words/exportFormats";
import type { HomeWords } from "../words/home";
import { replyWords } from "../words/replies";
import type { RehearsalWords } from "../words/rehearsal";
import type { Candidates, ChosenExample, ExamplesKept, KeptExample, Row, SheetExamples } from "./examples";
import type { SheetEntry, SheetText } from "./runSheets/files";
import { comparisonPath, type ComparableSheet, type Comparison } from "./compare";
import { once } from "./once";
import { byTurn } from "./turn";

export type Screen = "join" | "board" | "console" | "report";

export interface Session {
  code: string;
  title: string;
  /** Whether the title is the session's own, not its run sheet's. */
  own_title: boolean;
  subtitle: string;
  occasion: string;
  run_sheet: string;
  language: string;
  date: string | null;
  place: string | null;
  expected: number | null;
  created_at_ms: number;
  began_at_ms: number | null;
  /** When it is ended by neglect if nothing more happens; null once it has ended. */
  ends_at_ms: number | null;
  ended_at_ms: number | null;
  ended_by_neglect: boolean;
  may_reopen: boolean;
  retention_days: number;
  erased_at_ms: number | null;
  /** Whether its anonymous figures are kept when it is erased. */
  keep_totals: boolean;
  rehearsal: boolean;
  joined: number;
  questions: number;
  links: Record<Screen, string>;
  /** Set if this server is too old to read the session; most other fields are missing then. */
  unreadable?: string;
}
/** Changes to a session: a field that is left out stays as it is, and null removes its value. */
export interface Change {
  retention_days?: number;
  keep_totals?: boolean;
  title?: string;
  subtitle?: string;
  occasion?: string;
  date?: string | null;
  place?: string | null;
  expected?: number | null;
  /** What of these was read before: when one has changed meanwhile, nothing is changed. */
  was?: Omit<Change, "retention_days" | "keep_totals" | "was">;
}
/** A question that counts, under its number in the report. */
export interface ReportedQuestion {
  question_id: string;
  number: number;
  text: string;
  left_out: boolean;
  answer: Answer | null;
  support: number;
  reply: ReplyShown | null;
  /** Whether it has a reply, or the question that it is merged into has one. */
  replied: boolean;
}
export interface Sheet {
  id: string;
  title: Record<string, string>;
  languages: string[];
}
export interface Wish {
  run_sheet: string;
  language: string;
  title?: string;
  subtitle?: string;
  occasion?: string;
  date?: string;
  place?: string;
  expected?: number;
  rehearsal: boolean;
}
/** What the next session has of its own; the rest is as in the session it comes after. */
export type NextWish = Partial<Omit<Wish, "run_sheet" | "rehearsal">>;
export interface Handout {
  title: string;
  subtitle: string;
  occasion: string;
  question: string;
  prompts: string[];
  accent: string | null;
  logo: LogoRow | null;
}

/** What print-outs need of a session: its texts and its look by language, date, place and expected number. */
export interface PrintedSession extends Pick<Session, "language" | "date" | "place" | "expected"> {
  handout: Record<string, Handout>;
}

/** A link to the report; it opens nothing after `until_ms` (null: until the session is erased), or once it was ended. */
export interface ReportLink {
  id: string;
  shows: ReportShows;
  made_at_ms: number;
  until_ms: number | null;
  ended_at_ms: number | null;
  link: string;
}

/** Where phones and other computers reach the server; `url` is empty before its computer's first network. */
export interface ServerAddress {
  url: string;
  reachable: boolean;
}

/** How often the address is asked for. */
const ADDRESS_MS = 5_000;
/** So many questions are kept by one request, which may have 1,000. */
const KEPT_AT_ONCE = 500;
/** So many questions one request may reply to (`MAX_BULK_IDS` in app/core/rules/merging.py). */
const REPLIED_AT_ONCE = 80;

export class Organiser {
  /** Questions looked through and not kept yet, by session; in memory only, since these are others' words. */
  readonly lookedThrough = new SvelteMap<string, Row[]>();
  /** Half-written texts of dialogs. */
  readonly typed = new TypedTexts("home");
  sessions = $state.raw<Session[]>([]);
  sheets = $state.raw<Sheet[]>([]);
  /** Why other run sheets cannot be used, a line for each fault, as `summe check` writes it. */
  sheetFaults = $state.raw<string[]>([]);
  examples = $state.raw<SheetExamples[]>([]);
  /** Undefined until the server has answered. */
  address = $state.raw<ServerAddress>();
  /** Whether the address has become another since the page was opened. */
  hasMoved = $state(false);
  ready = $state(false);
  refused = $state(false);
  /** The message about the last request, successful or `failed`; read out by screen readers. */
  notice = $state("");
  failed = $state(false);

  constructor(
    readonly key: string,
    readonly words: HomeWords,
    readonly language: string,
  ) {
    void this.#try(async () => {
      await this.#load();
      this.ready = true;
    });
    addEventListener("focus", () => void this.#lookAgain());
    document.addEventListener("visibilitychange", () => void this.#lookAgain());
    void this.#followAddress();
    setInterval(() => void this.#followAddress(), ADDRESS_MS);
  }

  async #load() {
    await this.refreshSheets();
    await this.refresh();
  }

  /** Load the run sheets again, as after one was edited. */
  async refreshSheets(): Promise<void> {
    this.sheets = await this.#json<Sheet[]>("GET", "run-sheets");
    this.sheetFaults = await this.#json<string[]>("GET", `run-sheets/faults?lang=${this.language}`);
  }
  /** The run sheets that can be edited; undefined as for `questions`. */
  sheetFiles(): Promise<SheetEntry[] | undefined> {
    return this.#fetch("run-sheet-files");
  }
  sheetText(id: string): Promise<SheetText | undefined> {
    return this.#fetch(`run-sheet-files/${id}`);
  }
  /** Bring in a run sheet from a file. */
  uploadSheet(text: string, said: (id: string) => string): Promise<boolean> {
    return this.#try(async () => {
      const { id } = await this.#json<SheetText>("POST", `run-sheet-files?lang=${this.language}`, { text });
      await this.refreshSheets();
      this.#say(said(id));
    });
  }
  /** Make a copy of a run sheet, or give it another id; returns whether that succeeded. */
  idOfSheet(id: string, what: "copy" | "rename", wanted: string): Promise<boolean> {
    return this.#try(async () => {
      await ask(this.key, "POST", `run-sheet-files/${id}/${what}?lang=${this.language}`, { id: wanted });
      await this.refreshSheets();
    });
  }
  removeSheet(id: string): Promise<boolean> {
    return this.#try(async () => {
      await ask(this.key, "DELETE", `run-sheet-files/${id}?lang=${this.language}`);
      await this.refreshSheets();
    });
  }

  /** Load all again when the organiser comes back: consoles end sessions, and editors change run sheets. */
  async #lookAgain() {
    if (document.hidden || !this.ready) return;
    try {
      await this.#load();
    } catch (error) {
      if (!(error instanceof Refused)) throw error; // the next time, then
    }
  }

  /** Ask for the address, and for the sessions' links when it has changed. */
  async #followAddress() {
    try {
      const now = await this.#json<ServerAddress>("GET", "address");
      const before = this.address;
      if (before?.url === now.url && before.reachable === now.reachable) return;
      this.address = now;
      if (!before || before.url === now.url) return;
      this.hasMoved ||= before.url !== "";
      await this.refresh();
    } catch (error) {
      if (!(error instanceof Refused)) throw error; // the next time, then
    }
  }

  get live(): Session[] {
    return byTurn(
      this.sessions.filter((one) => !one.ended_at_ms && !one.rehearsal && !one.unreadable),
      Date.now(),
    );
  }
  get ended(): Session[] {
    return this.sessions.filter((one) => (one.ended_at_ms && !one.rehearsal) || one.unreadable);
  }
  get rehearsals(): Session[] {
    return this.sessions.filter((one) => one.rehearsal && !one.unreadable);
  }

  async refresh(): Promise<void> {
    [this.sessions, this.examples] = await Promise.all([
      this.#json<Session[]>("GET", "sessions"),
      this.#json<SheetExamples[]>("GET", "examples"),
    ]);
  }
  create(wish: Wish): Promise<boolean> {
    return this.#create("sessions", wish);
  }
  /** Create another session like the one with this code. */
  createNext(code: string, wish: NextWish): Promise<boolean> {
    return this.#create(`sessions/${code}/next`, wish);
  }
  readonly #create = once((path: string, wish: object) =>
    this.#try(async () => {
      const { code } = await this.#json<{ code: string }>("POST", path, wish);
      await this.refresh();
      this.#say(this.words.created(code));
    }),
  );
  /** Begin a rehearsal, and open its console in a new tab if the browser allows it; returns whether it has begun. */
  async rehearse(wish: object, said: RehearsalWords): Promise<boolean> {
    let isFull = false;
    const begun = await this.#try(async () => {
      try {
        await beginInTab(() => begin(this.key, null, wish));
      } catch (error) {
        isFull = error instanceof Refused && error.status === 409;
        throw error;
      }
      await this.refresh();
      this.#say(said.ready);
    });
    if (isFull) this.#fail(said.full);
    return begun;
  }
  change(code: string, change: Change): Promise<boolean> {
    return this.#then(this.words.saved, async () => {
      try {
        await ask(this.key, "PATCH", `sessions/${code}`, change);
      } catch (error) {
        if (!(error instanceof Refused) || error.status !== 409) throw error;
        await this.refresh();
        throw new Refused(409, this.words.isNewer);
      }
    });
  }
  end(code: string): Promise<boolean> {
    return this.#then("", () => ask(this.key, "POST", `sessions/${code}/end`));
  }
  reopen(code: string): Promise<boolean> {
    return this.#then(this.words.reopened(code), () => ask(this.key, "POST", `sessions/${code}/reopen`));
  }
  /** Empty a session of what it is known here to have; `confirm` is the code as it was typed. */
  empty({ code, joined, questions }: Session, confirm: string): Promise<boolean> {
    const shown = { participants: joined, questions, confirm };
    return this.#then(this.words.emptied(code), async () => {
      try {
        await ask(this.key, "POST", `sessions/${code}/empty`, shown);
      } catch (error) {
        if (!(error instanceof Refused) || error.status !== 409) throw error;
        await this.refresh();
        throw new Refused(409, this.words.emptyMoved);
      }
    });
  }
  /** The links to the report; undefined as for `questions`. */
  reportLinks(code: string): Promise<ReportLink[] | undefined> {
    return this.#fetch(`sessions/${code}/report-links`);
  }
  readonly makeReportLink = once((code: string, shows: ReportShows, days: number | null) =>
    this.#then(this.words.linkMade, async () => {
      try {
        await ask(this.key, "POST", `sessions/${code}/report-links`, { shows, days });
      } catch (error) {
        if (!(error instanceof Refused) || error.status !== 409) throw error;
        throw new Refused(409, this.words.tooManyLinks);
      }
    }),
  );
  endReportLink(code: string, id: string): Promise<boolean> {
    return this.#then(this.words.linkEnded, () =>
      ask(this.key, "DELETE", `sessions/${code}/report-links/${id}`),
    );
  }
  renew(code: string, role: KeyRole): Promise<boolean> {
    const done = this.words.keysDone[role];
    return this.#then(done, () => ask(this.key, "POST", `sessions/${code}/keys/${role}`));
  }
  /** The questions that count; undefined when they could not be fetched, and the notice says why. */
  questions(code: string): Promise<ReportedQuestion[] | undefined> {
    return this.#fetch(`sessions/${code}/questions`);
  }
  /** What may be kept of an ended session as examples; undefined as for `questions`. */
  candidates(code: string): Promise<Candidates | undefined> {
    return this.#fetch(`sessions/${code}/examples`);
  }
  /** The questions that are kept for a run sheet; undefined as for `questions`. */
  examplesOf(sheet: string): Promise<KeptExample[] | undefined> {
    return this.#fetch(`examples/${sheet}`);
  }
  /** Keeps questions as examples; the notice says how many. Undefined when that failed, and the notice says why. */
  async keepExamples(code: string, examples: ChosenExample[]): Promise<ExamplesKept | undefined> {
    const all: ExamplesKept = { kept: 0, not_kept: [] };
    const done = await this.#try(async () => {
      for (let n = 0; n < examples.length; n += KEPT_AT_ONCE) {
        const part = { examples: examples.slice(n, n + KEPT_AT_ONCE) };
        const { kept, not_kept } = await this.#json<ExamplesKept>("POST", `sessions/${code}/examples`, part);
        all.kept += kept;
        all.not_kept.push(...not_kept);
      }
      await this.refresh();
      this.#say(this.words.keptExamples(all.kept));
    });
    return done ? all : undefined;
  }
  removeExample(sheet: string, id: string): Promise<boolean> {
    return this.#then("", () => ask(this.key, "DELETE", `examples/${sheet}/${id}`));
  }
  removeExamples(sheet: string): Promise<boolean> {
    return this.#then(this.words.examplesRemoved, () => ask(this.key, "DELETE", `examples/${sheet}`));
  }
  downloadExamples(sheet: string): Promise<boolean> {
    return this.#try(async () => {
      const answer = await ask(this.key, "GET", `examples/${sheet}.toml`);
      saveAs(await answer.blob(), `summe-examples-${sheet}.toml`);
    });
  }
  /** The run sheets and sessions that can be compared; undefined as for `questions`. */
  comparable(): Promise<ComparableSheet[] | undefined> {
    return this.#fetch("comparisons");
  }
  /** Sessions of a run sheet beside each other; undefined as for `questions`. */
  compare(sheet: string, ids: string[], language: string): Promise<Comparison | undefined> {
    return this.#fetch(comparisonPath(sheet, ids, language));
  }
  downloadComparison(sheet: string, ids: string[], language: string): Promise<boolean> {
    return this.#try(async () => {
      const answer = await ask(this.key, "GET", comparisonPath(sheet, ids, language, ".xlsx"));
      saveAs(await answer.blob(), `summe-comparison-${sheet}.xlsx`);
    });
  }
  /** Remove the totals that were kept of an erased session. */
  forgetTotals(id: string): Promise<boolean> {
    return this.#try(async () => void (await ask(this.key, "DELETE", `kept-totals/${id}`)));
  }
  leaveOut(code: string, question_id: string, left_out: boolean): Promise<boolean> {
    const path = `sessions/${code}/questions/${encodeURIComponent(question_id)}/left-out`;
    return this.#try(async () => void (await ask(this.key, "PUT", path, { left_out })));
  }
  /** Reply to questions; the notice says to how many. */
  reply(code: string, question_ids: string[], text: string, signed: string): Promise<boolean> {
    const done = replyWords(this.language).replySent(question_ids.length);
    return this.#try(async () => {
      for (let n = 0; n < question_ids.length; n += REPLIED_AT_ONCE) {
        const part = { question_ids: question_ids.slice(n, n + REPLIED_AT_ONCE), text, signed };
        await ask(this.key, "PUT", `sessions/${code}/replies`, part);
      }
      this.#say(done);
    });
  }
  withdrawReply(code: string, question_id: string): Promise<boolean> {
    const path = `sessions/${code}/questions/${encodeURIComponent(question_id)}/reply`;
    return this.#try(async () => {
      await ask(this.key, "DELETE", path);
      this.#say(replyWords(this.language).replyWithdrawn);
    });
  }
  remove(code: string): Promise<boolean> {
    return this.#then(this.words.removed(code), () => ask(this.key, "DELETE", `sessions/${code}`));
  }
  async import(file: string): Promise<boolean> {
    if (!isJson(file)) {
      this.#fail(`${this.words.notImported} ${this.words.notJson}`);
      return false;
    }
    return this.#try(async () => {
      const answer = await ask(this.key, "POST", "sessions/import", file);
      const { code } = (await answer.json()) as { code: string };
      await this.refresh();
      this.#say(answer.status === 201 ? this.words.imported(code) : this.words.alreadyHere(code));
    }, this.words.notImported);
  }
  invite(code: string, role: DeviceRole): Promise<Invitation> {
    return invite(this.key, code, role);
  }
  download(code: string, wish: ExportWish): Promise<boolean> {
    return this.#try(() => download(this.key, code, wish));
  }
  /** Save the slide with which people join, for one's own presentation. */
  downloadSlide(code: string, kind: "png" | "pptx", language: string): Promise<boolean> {
    return this.#try(async () => {
      const answer = await ask(this.key, "GET", `sessions/${code}/slide.${kind}?lang=${language}`);
      saveAs(await answer.blob(), `summe-${code}-slide.${kind}`);
    });
  }
  /** Save a print-out as PDF. */
  downloadPrintout(code: string, kind: "poster" | "card", language: string): Promise<boolean> {
    return this.#try(async () => {
      const answer = await ask(this.key, "GET", `sessions/${code}/printouts/${kind}.pdf?lang=${language}`);
      saveAs(await answer.blob(), `summe-${code}-${kind}.pdf`);
    });
  }
  /** Save the session's QR code. Any error means that the server did not answer, so it is shown as being offline. */
  saveQr(code: string, kind: QrKind): Promise<boolean> {
    return this.#try(() =>
      saveQr(code, kind).catch(() => {
        throw new Refused(0, "");
      }),
    );
  }
  handout(code: string): Promise<PrintedSession> {
    return this.#json("GET", `sessions/${code}`);
  }

  forgetNotice() {
    this.#say("");
  }

  /** What stands at an address of the API; undefined when it could not be fetched, and the notice says why. */
  async #fetch<T>(path: string): Promise<T | undefined> {
    let found: T | undefined;
    await this.#try(async () => {
      found = await this.#json<T>("GET", path);
    });
    return found;
  }
  async #json<T>(method: string, path: string, body?: unknown): Promise<T> {
    return (await (await ask(this.key, method, path, body)).json()) as T;
  }
  #then(done: string, work: () => Promise<unknown>): Promise<boolean> {
    return this.#try(async () => {
      await work();
      await this.refresh();
      this.#say(done);
    });
  }
  /** Do some work; returns whether it succeeded. If not, the notice says why, after `unprocessable` for a 422. */
  async #try(work: () => Promise<void>, unprocessable = this.words.failed): Promise<boolean> {
    this.#say("");
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.status === 403) this.refused = true;
      const { offline, failed } = this.words;
      if (error.status === 0) this.#fail(offline);
      else if (error.status === 501) this.#fail(noFormat(this.language));
      else this.#fail(`${error.status === 422 ? unprocessable : failed} ${error.message}`);
      return false;
    }
  }
  #say(notice: string) {
    this.notice = notice;
    this.failed = false;
  }
  #fail(notice: string) {
    this.notice = notice;
    this.failed = true;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
