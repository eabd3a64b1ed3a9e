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
  /** Where unanswered commands are stored; without it a reload loses them. */
  outbox?: Outbox;
  /** Never connect; for the gallery. */
  offline?: boolean;
}

/**
 * The reactive state of a screen: its views of the session, kept current over a connection, and its unanswered
 * commands. Components read `one` and `table`, and send commands by `ask`.
 */
export class Live<R extends Role> {
  view = $state.raw<Tables[R]>({});
  mine = $state.raw<OwnTables>({});
  waiting = $state.raw<Waiting[]>([]);
  online = $state(false);
  ready = $state(false);
  bye = $state<DisconnectReason | null>(null);
  /** The server could not store a command (`not_saved`); it is sent again until it is stored. */
  unsaved = $state(false);
  /** `/was` leads to an accessibility statement. */
  statement = $state(false);

  #time = new ServerTime();
  #connection: Connection;
  /** How many bytes a frame may have, as the server's `welcome` says. */
  #most = Infinity;
  #n = { view: 0, mine: 0 };
  #next: { view: View; mine: View } = { view: {}, mine: {} };
  #drawing = false;
  #looking = false;
  /** Why this screen closed its last connection; sent in the next hello. */
  #afresh: Hello["afresh"];
  /** Ids of answered commands. `#draw` removes them from `waiting` together with the change of state they caused. */
  #answered: string[] = [];
  // No component reads it, so it need not be reactive.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  #answers = new Map<string, (outcome: Outcome) => void>();
  /** The server now has another build of the pages than when this page first connected. */
  rebuilt = false;
  #build: string | undefined;
  /** Called for a command's final rejection, also when the command was sent before a reload. */
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

  /** Send a command. It is sent again, under the same id, until the server has accepted or finally rejected it. */
  ask<C extends Command>(command: C, ...[args, id = randomId()]: Given<C, string>): Promise<Outcome> {
    // `Given` has paired command and arguments, and lets the arguments be left out only where all are optional.
    const waiting = { id, do: command, args: args ?? {} } as Waiting;
    this.waiting = [...this.waiting, waiting];
    this.options.outbox?.keep(waiting);
    return new Promise((resolve) => {
      this.#answers.set(id, resolve);
      this.#send(waiting);
    });
  }

  /** Drop a command that was never sent. False if it may have been sent: only the server knows what became of it. */
  takeBack(id: string): boolean {
    const unsent = this.waiting.some((waiting) => waiting.id === id && !waiting.sent);
    if (unsent) this.#forget(id);
    return unsent;
  }

  /** Get others' questions, or stop getting them; it is asked for again on every new connection. */
  look(at: "others" | null) {
    this.#looking = at !== null;
    this.#connection.send({ t: "look", at });
  }

  /** Send a frame that is neither logged nor answered. Returns whether it was sent. */
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
    // The server would close the connection, and every later one, since the command would be sent again there.
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
      // A delta with a phone's `mine` lane follows at once; the old lane is kept until then, so nothing flickers.
      this.#next = { view: frame.view, mine: phone ? this.#next.mine : {} };
      if (!phone) this.#draw();
    } else if (frame.t === "welcome") {
      this.#most = frame.limits.frame_bytes;
      this.statement = !!frame.statement;
      this.#build ??= frame.build;
      this.rebuilt = frame.build !== this.#build;
      if (this.options.outbox?.isStale(frame.emptied)) this.#dropWaiting();
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
      const theirs = lanes[lane];
      if (!theirs) continue;
      const own = digest(this.#next[lane]);
      // Frames arrive in order, so every delta that the pong counts has been received.
      if (theirs[0] !== this.#n[lane] || own[0] !== theirs[1][0] || own[1] !== theirs[1][1]) {
        return this.#startAfresh("differs");
      }
    }
  }

  #startAfresh(why: Hello["afresh"]) {
    this.#afresh = why;
    this.#connection.again();
  }

  /** Apply pending deltas once per animation frame; the first state, and states of a hidden page, immediately. */
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

  /** Reject here what waits: the session has been emptied since. What is left is sent when the snapshot comes. */
  #dropWaiting() {
    const dropped = this.waiting;
    this.waiting = [];
    for (const one of dropped)
      if (this.#answer(one.id, { reject: "stale" }))
        // Not before `onReject` is set: the welcome may have come before this page's script.
        queueMicrotask(() => this.onReject(one, "stale"));
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

  /** Whether the command is about a question that is itself unanswered, so that the server may not know it yet. */
  #isEarly({ args }: Waiting): boolean {
    return "question_id" in args && this.waiting.some(({ id }) => id === args.question_id);
  }

  /** Resolve a command with its answer. Returns whether this tab is the first of those that share the outbox. */
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
