import { digest, fold } from "./mirror";
import type { EarlyConnection, Hello } from "./connect";
import { Outbox, randomId, type Waiting } from "./outbox";
import { ServerTime } from "./servertime";
import { type DisconnectReason, Connection } from "./socket";
import type {
  ClientFrame,
  Command,
  DeltaFrame,
  EquippedFrame,
  Given,
  GongFrame,
  LaneDigests,
  OwnTables,
  Rejection,
  Role,
  RowOf,
  ServerFrame,
  Tables,
  TypingFrame,
  View,
} from "./wire";

const LATER: readonly Rejection[] = ["too_fast", "not_saved", "full"];
const LATER_MS = 3_000;

export type Outcome = { ack: number } | { reject: Rejection };
export interface Options<R extends Role> extends Omit<Hello, "afresh"> {
  role: R;
  code: string;
  /** The connection that was made before the shell was loaded. */
  early?: EarlyConnection;
  /** Where unanswered commands are kept; without it they live as long as the page. */
  outbox?: Outbox;
  /** For the gallery: it never connects. */
  offline?: boolean;
}

/** The session as this screen may see it, live. Components read `one` and `table`, and `ask` for changes. */
export class Live<R extends Role> {
  view = $state.raw<Tables[R]>({});
  mine = $state.raw<OwnTables>({});
  waiting = $state.raw<Waiting[]>([]);
  online = $state(false);
  ready = $state(false);
  bye = $state<DisconnectReason | null>(null);
  /** The disk did not take the last command; it is sent again until it does. */
  unsaved = $state(false);

  #time = new ServerTime();
  #connection: Connection;
  /** So many bytes may a frame have. */
  #most = Infinity;
  #n = { view: 0, mine: 0 };
  #next: { view: View; mine: View } = { view: {}, mine: {} };
  #drawing = false;
  #looking = false;
  /** Why this screen closed its last connection; sent in the next hello. */
  #afresh: Hello["afresh"];
  /** Answered, and no longer waiting from the next drawing on: then what came of it is drawn as well. */
  #answered: string[] = [];
  // Nobody draws this, so it need not be reactive.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  #answers = new Map<string, (outcome: Outcome) => void>();
  /** The server has other pages now than when this one connected first. */
  rebuilt = false;
  #build: string | undefined;
  /** Called for a command's final rejection, also when it was asked before a reload. */
  onReject: (waiting: Waiting, code: Rejection) => void = () => undefined;

  constructor(private readonly options: Options<R>) {
    this.waiting = options.outbox?.all() ?? [];
    options.outbox?.watch(() => (this.waiting = options.outbox?.all() ?? []));
    this.#connection = new Connection(options.code, {
      hello: () => this.#hello(),
      frame: (frame) => this.#receive(frame),
      status: (up, bye) => this.#setStatus(up, bye),
      clock: (sent, received, serverMs) => this.#time.sample(sent, received, serverMs),
    });
    if (!options.offline) this.#connection.start(options.early);
  }

  close() {
    this.#connection.close();
  }

  /** Server time, in milliseconds. */
  now(): number {
    return this.#time.now();
  }

  /** The row of a table that has only one. */
  one<N extends keyof Tables[R]>(table: N): RowOf<R, N> | undefined {
    return this.table(table).it;
  }

  table<N extends keyof Tables[R]>(table: N): Record<string, RowOf<R, N>> {
    const rows = this.view[table] ?? this.mine[table as keyof OwnTables] ?? {};
    return rows as Record<string, RowOf<R, N>>;
  }

  /** Ask for something; it is sent, under one id, until the server has answered for good. */
  ask<C extends Command>(command: C, ...[args, id = randomId()]: Given<C, string>): Promise<Outcome> {
    // `Given` has paired the two, and lets arguments be left out only where none has to be given.
    const waiting = { id, do: command, args: args ?? {} } as Waiting;
    this.waiting = [...this.waiting, waiting];
    this.options.outbox?.keep(waiting);
    return new Promise((resolve) => {
      this.#answers.set(id, resolve);
      this.#send(waiting);
    });
  }

  /** Take back what has never left this device; false when it may have, and only the server can tell. */
  takeBack(id: string): boolean {
    const unsent = this.waiting.some((waiting) => waiting.id === id && !waiting.sent);
    if (unsent) this.#forget(id);
    return unsent;
  }

  /** Look at others' questions, or no longer; the look is renewed with every new connection. */
  look(at: "others" | null) {
    this.#looking = at !== null;
    this.#connection.send({ t: "look", at });
  }

  /** Say something that is not logged nor answered; whether it went out. */
  signal(frame: TypingFrame | GongFrame | EquippedFrame): boolean {
    return this.#connection.send(frame);
  }

  setLanguage(lang: string) {
    this.options.lang = lang;
    this.#connection.again();
  }

  #hello(): Hello {
    const { role, token, key, lang, device } = this.options;
    return { role, token, key, lang, device, afresh: this.#afresh };
  }

  #setStatus(up: boolean, bye?: DisconnectReason) {
    this.online = up;
    if (up) {
      this.bye = null;
      for (const waiting of this.waiting) this.#send(waiting);
      if (this.#looking) this.#connection.send({ t: "look", at: "others" });
    } else if (bye) this.bye = bye;
  }

  #send(waiting: Waiting) {
    const { id, do: command, args } = waiting;
    const frame = { t: "cmd", id, do: command, args } as ClientFrame;
    // The server would close the connection, and every one after it.
    if (new Blob([JSON.stringify(frame)]).size > this.#most) return this.#rejected(id, "too_long");
    if (!this.#connection.send(frame) || waiting.sent) return;
    waiting.sent = true;
    this.options.outbox?.keep(waiting);
  }

  #receive(frame: ServerFrame) {
    if (frame.t === "snapshot") {
      this.#afresh = undefined;
      this.#n = { view: 0, mine: 0 };
      const phone = this.options.role === "phone";
      // A phone's own lane follows at once: until then it keeps what it had, so that nothing flickers.
      this.#next = { view: frame.view, mine: phone ? this.#next.mine : {} };
      if (!phone) this.#draw();
    } else if (frame.t === "welcome") {
      this.#most = frame.limits.frame_bytes;
      this.#build ??= frame.build;
      this.rebuilt = frame.build !== this.#build;
    } else if (frame.t === "delta") this.#apply(frame);
    else if (frame.t === "ack") {
      this.unsaved = false;
      this.#answer(frame.id, { ack: frame.seq });
    } else if (frame.t === "reject") this.#rejected(frame.id, frame.code);
    else if (frame.t === "pong") this.#compare(frame.lanes);
  }

  #apply(delta: DeltaFrame) {
    if (delta.n !== this.#n[delta.lane] + 1) return this.#startAfresh("gap");
    this.#n[delta.lane] = delta.n;
    const before = delta.lane === "mine" && delta.n === 1 ? {} : this.#next[delta.lane];
    this.#next = { ...this.#next, [delta.lane]: fold(before, delta) };
    this.#draw();
  }

  #compare(lanes: LaneDigests) {
    for (const lane of ["view", "mine"] as const) {
      const told = lanes[lane];
      if (!told) continue;
      const own = digest(this.#next[lane]);
      // Frames come in order, so whatever the pong counts has been here before it.
      if (told[0] !== this.#n[lane] || own[0] !== told[1][0] || own[1] !== told[1][1]) {
        return this.#startAfresh("differs");
      }
    }
  }

  #startAfresh(why: Hello["afresh"]) {
    this.#afresh = why;
    this.#connection.again();
  }

  /** One change of state per frame, however many deltas came; the first picture, and those nobody sees, at once. */
  #draw() {
    if (this.#drawing) return;
    this.#drawing = true;
    const draw = () => {
      this.#drawing = false;
      this.view = this.#next.view as Tables[R];
      this.mine = this.#next.mine;
      this.ready = "session" in this.view;
      const answered = this.#answered.splice(0);
      if (answered.length) this.waiting = this.waiting.filter(({ id }) => !answered.includes(id));
    };
    if (this.ready && !document.hidden) requestAnimationFrame(draw);
    else draw();
  }

  #rejected(id: string, code: Rejection) {
    const waiting = this.waiting.find((one) => one.id === id);
    if (code === "not_saved") this.unsaved = true;
    if (waiting && (LATER.includes(code) || (code === "unknown" && this.#isEarly(waiting)))) {
      setTimeout(() => this.waiting.includes(waiting) && this.#send(waiting), LATER_MS);
      return;
    }
    const mine = this.#answer(id, { reject: code });
    if (waiting && mine) this.onReject(waiting, code);
  }

  /** Whether it is about a question that is itself still to be sent again, so that the server does not know it yet. */
  #isEarly({ args }: Waiting): boolean {
    return "question_id" in args && this.waiting.some(({ id }) => id === args.question_id);
  }

  /** Whether this screen is the one that heard the answer first. */
  #answer(id: string, outcome: Outcome): boolean {
    const resolve = this.#answers.get(id);
    const first = this.#forget(id);
    resolve?.(outcome);
    return first;
  }

  #forget(id: string): boolean {
    this.#answers.delete(id);
    this.#answered.push(id);
    this.#draw();
    return this.options.outbox?.remove(id) ?? true;
  }
}
