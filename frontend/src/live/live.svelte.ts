import { digest, fold } from "./mirror";
import { Outbox, randomId, type Waiting } from "./outbox";
import { ServerTime } from "./servertime";
import { Line } from "./socket";
import type { Delta, Frame, Lanes, Role, Row, View } from "./wire";

const LATER = new Set(["too_fast", "not_saved", "full"]);
const LATER_MS = 3_000;

export type Outcome = { ack: number } | { reject: string };
interface Options {
  code: string;
  role: Role;
  token?: string;
  key?: string;
  lang?: string;
  device?: string;
  /** Where unanswered commands are kept; without it they live as long as the page. */
  outbox?: Outbox;
}

/** The session as this screen may see it, live. Components read `one` and `table`, and `ask` for changes. */
export class Live {
  view = $state.raw<View>({});
  mine = $state.raw<View>({});
  waiting = $state.raw<Waiting[]>([]);
  online = $state(false);
  ready = $state(false);
  bye = $state<string | null>(null);

  #time = new ServerTime();
  #line: Line;
  #n = { view: 0, mine: 0 };
  #next: { view: View; mine: View } = { view: {}, mine: {} };
  #drawing = false;
  // Nobody draws this, so it need not be reactive.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  #answers = new Map<string, (outcome: Outcome) => void>();
  /** Called for a command's final rejection, also when it was asked before a reload. */
  onReject: (waiting: Waiting, code: string) => void = () => undefined;

  constructor(private readonly options: Options) {
    this.waiting = options.outbox?.all() ?? [];
    this.#line = new Line(options.code, {
      hello: () => this.#hello(),
      frame: (frame) => this.#receive(frame),
      line: (up, bye) => this.#lineIs(up, bye),
      pong: (sent, received, serverMs) => this.#time.sample(sent, received, serverMs),
    });
    this.#line.start();
  }

  close() {
    this.#line.close();
  }

  /** Server time, in milliseconds. */
  now(): number {
    return this.#time.now();
  }

  one<T extends Row>(table: string): T | undefined {
    return (this.view[table]?.it ?? this.mine[table]?.it) as T | undefined;
  }

  table<T extends Row>(table: string): Record<string, T> {
    return (this.view[table] ?? this.mine[table] ?? {}) as Record<string, T>;
  }

  /** Ask for something; it is sent, under one id, until the server has answered for good. */
  ask(command: string, args: Record<string, unknown> = {}): Promise<Outcome> {
    const waiting = { id: randomId(), do: command, args };
    this.waiting = [...this.waiting, waiting];
    this.options.outbox?.add(waiting);
    this.#line.send({ t: "cmd", ...waiting });
    return new Promise((resolve) => this.#answers.set(waiting.id, resolve));
  }

  /** Take back what has not been sent: only sure while there is no line. */
  forget(id: string) {
    this.waiting = this.waiting.filter((waiting) => waiting.id !== id);
    this.options.outbox?.remove(id);
    this.#answers.delete(id);
  }

  look(at: "others" | null) {
    this.#line.send({ t: "look", at });
  }

  typing(on: boolean) {
    this.#line.send({ t: "typing", on });
  }

  setLanguage(lang: string) {
    this.options.lang = lang;
    this.#line.again();
  }

  #hello() {
    const { role, token, key, lang, device } = this.options;
    this.#sentHello = performance.now();
    return { t: "hello", v: 1, role, token, key, lang, device };
  }
  #sentHello = 0;

  #lineIs(up: boolean, bye?: string) {
    this.online = up;
    if (up) {
      this.bye = null;
      for (const waiting of this.waiting) this.#line.send({ t: "cmd", ...waiting });
    } else if (bye) this.bye = bye;
  }

  #receive(frame: Frame) {
    if (frame.t === "welcome") this.#time.sample(this.#sentHello, performance.now(), frame.now_ms);
    else if (frame.t === "snapshot") {
      this.#n = { view: 0, mine: 0 };
      this.#next = { view: frame.view, mine: {} };
      this.#draw();
    } else if (frame.t === "delta") this.#apply(frame);
    else if (frame.t === "ack") this.#answer(frame.id, { ack: frame.seq });
    else if (frame.t === "reject") this.#rejected(frame.id, frame.code);
    else if (frame.t === "pong") this.#compare(frame.lanes);
  }

  #apply(delta: Delta) {
    if (delta.n !== this.#n[delta.lane] + 1) return this.#line.again();
    this.#n[delta.lane] = delta.n;
    this.#next = { ...this.#next, [delta.lane]: fold(this.#next[delta.lane], delta) };
    this.#draw();
  }

  #compare(lanes: Lanes) {
    for (const lane of ["view", "mine"] as const) {
      const told = lanes[lane];
      if (!told || told[0] !== this.#n[lane]) continue;
      const own = digest(this.#next[lane]);
      if (own[0] !== told[1][0] || own[1] !== told[1][1]) {
        console.warn(lane, told, own);
        return this.#line.again();
      }
    }
  }

  /** One change of state per frame, however many deltas came; at once while the page is hidden. */
  #draw() {
    if (this.#drawing) return;
    this.#drawing = true;
    const draw = () => {
      this.#drawing = false;
      this.view = this.#next.view;
      this.mine = this.#next.mine;
      this.ready = true;
    };
    if (document.visibilityState === "visible") requestAnimationFrame(draw);
    else draw();
  }

  #rejected(id: string, code: string) {
    const waiting = this.waiting.find((one) => one.id === id);
    if (waiting && LATER.has(code)) {
      setTimeout(() => this.#line.send({ t: "cmd", ...waiting }), LATER_MS);
      return;
    }
    this.#answer(id, { reject: code });
    if (waiting) this.onReject(waiting, code);
  }

  #answer(id: string, outcome: Outcome) {
    const resolve = this.#answers.get(id);
    this.forget(id);
    resolve?.(outcome);
  }
}
