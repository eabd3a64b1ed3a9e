/** The state of the organiser's page: all sessions, what can be done with each, and the page's other subjects. */
import { IdempotencyKey } from "../live/idempotencyKey";
import { begin, beginInTab } from "../live/rehearsal";
import { invite, type DeviceRole, type Invitation } from "../live/invitation";
import { spacedCode } from "../live/joining";
import { Refused } from "../live/organiser";
import type { KeyRole } from "../live/protocol.generated";
import { TypedTexts } from "../live/typedTexts";
import type { HomeWords } from "../words/home";
import type { RehearsalWords } from "../words/rehearsal";
import { Comparisons } from "./comparisons";
import { Downloads } from "./downloads";
import { KeptExamples } from "./keptExamples.svelte";
import { once } from "./once";
import { ReportLinks } from "./reportLinks";
import { ReportQuestions } from "./reportQuestions";
import { Requests } from "./requests.svelte";
import { RunSheets } from "./runSheets/runSheets.svelte";
import type { Change, NextWish, PrintedSession, Session, Wish } from "./session";
import { byTurn } from "./turn";

/** Where phones and other computers reach the server; `url` is empty before its computer's first network. */
export interface ServerAddress {
  url: string;
  reachable: boolean;
}

/** How often the address is asked for. */
const ADDRESS_MS = 5_000;

export class Organiser {
  readonly requests: Requests;
  readonly runSheets: RunSheets;
  readonly examples: KeptExamples;
  readonly questions: ReportQuestions;
  readonly reportLinks: ReportLinks;
  readonly comparisons: Comparisons;
  readonly downloads: Downloads;
  /** Half-written texts of dialogs. */
  readonly typed = new TypedTexts("home");
  sessions = $state.raw<Session[]>([]);
  /** Undefined until the server has answered. */
  address = $state.raw<ServerAddress>();
  /** Whether the address has become another since the page was opened. */
  hasMoved = $state(false);
  ready = $state(false);

  constructor(
    readonly key: string,
    readonly words: HomeWords,
    readonly language: string,
  ) {
    const requests = new Requests(key, words, language, () => this.#refresh());
    this.requests = requests;
    this.runSheets = new RunSheets(requests);
    this.examples = new KeptExamples(requests);
    this.questions = new ReportQuestions(requests);
    this.reportLinks = new ReportLinks(requests);
    this.comparisons = new Comparisons(requests);
    this.downloads = new Downloads(requests);
    void requests.attempt(async () => {
      await this.#load();
      this.ready = true;
    });
    addEventListener("focus", () => void this.#lookAgain());
    document.addEventListener("visibilitychange", () => void this.#lookAgain());
    void this.#followAddress();
    setInterval(() => void this.#followAddress(), ADDRESS_MS);
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

  create(wish: Wish): Promise<boolean> {
    return this.#create("sessions", wish);
  }
  /** Create another session like the one with this code. */
  createNext(code: string, wish: NextWish): Promise<boolean> {
    return this.#create(`sessions/${code}/next`, wish);
  }
  readonly #opening = new IdempotencyKey();
  readonly #create = once((path: string, wish: object) =>
    this.requests.attempt(async () => {
      const { code } = await this.#opening.send((key) =>
        this.requests.json<{ code: string }>("POST", path, wish, key),
      );
      await this.#refresh();
      this.requests.say(this.words.created(spacedCode(code)));
    }),
  );
  /** Begin a rehearsal, and open its console in a new tab if the browser allows it; returns whether it has begun. */
  async rehearse(wish: object, said: RehearsalWords): Promise<boolean> {
    let isFull = false;
    const begun = await this.requests.change(said.ready, async () => {
      try {
        await beginInTab(() => begin(this.key, null, wish));
      } catch (error) {
        isFull = error instanceof Refused && error.status === 409;
        throw error;
      }
    });
    if (isFull) this.requests.fail(said.full);
    return begun;
  }
  async import(file: string): Promise<boolean> {
    const { requests, words } = this;
    if (!isJson(file)) {
      requests.fail(`${words.notImported} ${words.notJson}`);
      return false;
    }
    return requests.attempt(async () => {
      const answer = await requests.send("POST", "sessions/import", file);
      const { code, created_at_ms } = (await answer.json()) as Session;
      await this.#refresh();
      const spaced = spacedCode(code);
      const other = this.sessions.find((one) => one.created_at_ms === created_at_ms && one.code !== code);
      if (answer.status !== 201) requests.say(words.alreadyHere(spaced));
      else if (other) requests.say(words.importedBeside(spaced, spacedCode(other.code)));
      else requests.say(words.imported(spaced));
    }, words.notImported);
  }
  change(code: string, change: Change): Promise<boolean> {
    return this.requests.change(this.words.saved, () =>
      this.#ifNotStale(this.words.isNewer, "PATCH", `sessions/${code}`, change),
    );
  }
  end(code: string): Promise<boolean> {
    return this.requests.change("", () => this.requests.send("POST", `sessions/${code}/end`));
  }
  reopen(code: string): Promise<boolean> {
    return this.requests.change(this.words.reopened(spacedCode(code)), () =>
      this.requests.send("POST", `sessions/${code}/reopen`),
    );
  }
  /** Empty a session of what it is known here to have; `confirm` is the code as it was typed. */
  empty({ code, joined, questions }: Session, confirm: string): Promise<boolean> {
    const shown = { participants: joined, questions, confirm };
    return this.requests.change(this.words.emptied(spacedCode(code)), () =>
      this.#ifNotStale(this.words.emptyMoved, "POST", `sessions/${code}/empty`, shown),
    );
  }
  renew(code: string, role: KeyRole): Promise<boolean> {
    return this.requests.change(this.words.keysDone[role], () =>
      this.requests.send("POST", `sessions/${code}/keys/${role}`),
    );
  }
  remove(code: string): Promise<boolean> {
    return this.requests.change(this.words.removed(spacedCode(code)), () =>
      this.requests.send("DELETE", `sessions/${code}`),
    );
  }
  invite(code: string, role: DeviceRole): Promise<Invitation> {
    return invite(this.key, code, role);
  }
  /** What print-outs need of a session; throws `Refused`. */
  handout(code: string): Promise<PrintedSession> {
    return this.requests.json("GET", `sessions/${code}`);
  }

  /** Send a change of what is shown here; where that has changed meanwhile, it is loaded, and `stale` is said. */
  async #ifNotStale(stale: string, method: string, path: string, body: object): Promise<void> {
    try {
      await this.requests.send(method, path, body);
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 409) throw error;
      await this.#refresh();
      throw new Refused(409, stale);
    }
  }

  async #load() {
    await this.runSheets.refresh();
    await this.#refresh();
  }
  async #refresh(): Promise<void> {
    const loaded = this.requests.json<Session[]>("GET", "sessions");
    [this.sessions] = await Promise.all([loaded, this.examples.refresh()]);
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
      const now = await this.requests.json<ServerAddress>("GET", "address");
      const before = this.address;
      if (before?.url === now.url && before.reachable === now.reachable) return;
      this.address = now;
      if (!before || before.url === now.url) return;
      this.hasMoved ||= before.url !== "";
      await this.#refresh();
    } catch (error) {
      if (!(error instanceof Refused)) throw error; // the next time, then
    }
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
