import { afterBye, backoff } from "./backoff";
import { helloFrame, openSocket, type EarlyConnection, type Hello } from "./connect";
import type { Polling } from "./polling";
import polling from "./polling?address";
import { parted, uptime } from "./servertime";
import type { ByeReason, ClientFrame, ServerFrame } from "./wire";

const PING_MS = 5_000;
// Checked once a second, so a screen shows within ten seconds that its connection is dead.
const DEAD_MS = 9_000;
const CONNECT_MS = 5_000;
// Every third attempt is polling, so that a phone connects within 15 s on a network that blocks WebSockets.
const WAYS = 3;
const WAKING = ["online", "pageshow", "visibilitychange"];
/** Final reasons end the connection; others are shown while it reconnects, or cause a silent reconnect. */
const FINAL = [
  "unknown_session",
  "unknown_key",
  "not_yours",
  "superseded",
  "erased",
  "ended",
  "no_hello",
] as const;
const WHILE_RETRYING = ["locked", "removed", "full", "waiting"] as const;
// Added to the delay of a phone that waits outside: hundreds may wait, and the facilitator's nod may take a while.
const WAITING_MS = 5_000;
type Passing = "restart" | "busy" | "too_slow" | "bad_frame";
type Shown = (typeof FINAL | typeof WHILE_RETRYING)[number];
type None<Nothing extends never> = Nothing;
/** The reasons that screens show. A new reason of the server's does not compile until one of the lists has it. */
export type DisconnectReason = Shown | None<Exclude<ByeReason, Shown | Passing>>;
const isIn = (codes: readonly ByeReason[], code: ByeReason): code is DisconnectReason => codes.includes(code);

/** How often the script for polling could not be loaded. */
let failures = 0;
/** Its URL, a new one after each failure: some browsers never retry a module URL that failed, until the page reloads. */
const freshAddress = () => (failures ? `${polling}?${failures}` : polling);

interface Handlers {
  hello: () => Hello;
  frame: (frame: ServerFrame) => void;
  /** Connected or not; `bye` is the server's reason where a screen should show it. */
  status: (up: boolean, bye?: DisconnectReason) => void;
  /** A sample for `ServerTime`: the server's clock between two moments of `uptime`. */
  clock: (sent: number, received: number, serverMs: number) => void;
}

/**
 * A connection to the server, by WebSocket or polling, that reconnects by itself. It counts as alive as long as frames
 * arrive, whatever `readyState` says.
 */
export class Connection {
  #socket: WebSocket | Polling | null = null;
  #attempt = 0;
  #heard = 0;
  #saidHello = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #beat: ReturnType<typeof setInterval> | undefined;
  #closed = false;

  constructor(
    private readonly code: string,
    private readonly on: Handlers,
  ) {}

  /** Begin, with the early connection if there is one. */
  start(early?: EarlyConnection) {
    this.#beat = setInterval(() => this.#heartbeat(), 1_000);
    for (const event of WAKING) addEventListener(event, this.#wake, true);
    this.#connect(early);
  }

  close() {
    this.#closed = true;
    clearInterval(this.#beat);
    clearTimeout(this.#retry);
    for (const event of WAKING) removeEventListener(event, this.#wake, true);
    this.#drop();
  }

  /** Send a frame. Returns whether it was sent; nothing is queued here. */
  send(frame: ClientFrame): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  #wake = (event: Event) => {
    // A page that has just been loaded, not restored from the browser's memory, is already making its first attempt.
    if ((event as PageTransitionEvent).persisted === false) return;
    this.#saySleep();
    if (document.hidden || this.#closed) return;
    if (uptime() - this.#heard > PING_MS) this.#again(Math.random() * 1_000);
  };

  /** Tell the server whether this page is hidden, so that it counts the phone as asleep, not as lost. */
  #saySleep() {
    this.send({ t: "asleep", on: document.hidden });
  }

  #connect(early?: EarlyConnection) {
    this.#drop();
    this.#heard = uptime() + CONNECT_MS - DEAD_MS;
    if (early) this.#takeOver(early);
    else if (this.#attempt % WAYS < WAYS - 1) this.#use(openSocket(this.code));
    else void this.#connectPlainly(this.#attempt);
  }

  /** Connect by polling, whose script is fetched first. */
  async #connectPlainly(attempt: number) {
    try {
      const plain = (await import(/* @vite-ignore */ freshAddress())) as typeof import("./polling");
      if (attempt === this.#attempt && !this.#closed)
        this.#use(new plain.Polling(`/api/line/${this.code}`), WAYS - 2);
    } catch {
      failures += 1;
      this.#lost(false);
    }
  }

  /**
   * Handle this socket's frames, and no other's. Once it is connected, `#attempt` is set to `goodFor`, so that a lost
   * polling connection is followed by polling.
   */
  #use(socket: WebSocket | Polling, goodFor = 0) {
    this.#socket = socket;
    socket.onopen = () => {
      this.#saidHello = uptime();
      socket.send(helloFrame(this.on.hello()));
    };
    socket.onmessage = (event: { data: unknown }) => this.#receive(socket, event.data, goodFor);
    socket.onclose = (event: { code: number }) => this.#closedBy(socket, event.code);
  }

  /** Take over the connection made before the shell was loaded, and handle what it has received. */
  #takeOver({ socket, saidHello, heard, closed }: EarlyConnection) {
    this.#use(socket);
    this.#saidHello = saidHello;
    for (const [at, data] of heard) this.#receive(socket, data, 0, at);
    if (closed) this.#closedBy(socket, closed);
  }

  #receive(socket: WebSocket | Polling, data: unknown, goodFor: number, at = uptime()) {
    if (socket !== this.#socket) return;
    this.#heard = uptime();
    const frame = JSON.parse(String(data)) as ServerFrame;
    if (frame.t === "bye") return this.#bye(frame.code);
    if (frame.t === "snapshot") {
      this.#attempt = goodFor;
      if (document.hidden) this.#saySleep();
      this.on.status(true);
    }
    if ("now_ms" in frame) this.on.clock(frame.t === "pong" ? frame.c : this.#saidHello, at, frame.now_ms);
    this.on.frame(frame);
  }

  #closedBy(socket: WebSocket | Polling, code: number) {
    if (socket === this.#socket) this.#lost(code === 1012);
  }

  #bye(code: ByeReason) {
    const patience = code === "waiting" ? WAITING_MS : 0;
    if (isIn(FINAL, code)) {
      this.close();
      this.on.status(false, code);
    } else {
      this.on.status(false, isIn(WHILE_RETRYING, code) ? code : undefined);
      this.#again(patience + afterBye());
    }
  }

  #heartbeat() {
    if (!this.#socket) return;
    const silent = uptime() - this.#heard;
    if (silent > DEAD_MS) this.#lost(false);
    else if (silent > PING_MS - 1_000 || this.#heard < parted)
      this.send({ t: "ping", c: Math.ceil(uptime()) });
  }

  #lost(restarting: boolean) {
    this.on.status(false);
    this.#again(restarting ? afterBye() : backoff(this.#attempt++));
  }

  /** Reconnect, for instance after a gap in the deltas: a new connection gets a new snapshot. */
  again() {
    this.#again(backoff(0));
  }

  #again(delay: number) {
    this.#drop();
    clearTimeout(this.#retry);
    if (!this.#closed) this.#retry = setTimeout(() => this.#connect(), delay);
  }

  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }
}
