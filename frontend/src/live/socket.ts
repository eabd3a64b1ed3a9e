import { afterBye, backoff } from "./backoff";
import type { Polling } from "./polling";
import type { Frame } from "./wire";

const PING_MS = 5_000;
// Looked at once a second: whoever has no line is told within ten.
const DEAD_MS = 9_000;
const CONNECT_MS = 5_000;
// Every third attempt goes by plain HTTP, so that a network without WebSockets lets the phone in within 15 s.
const WAYS = 3;
const FINAL = new Set([
  "unknown_session",
  "unknown_key",
  "not_yours",
  "superseded",
  "erased",
  "ended",
  "no_hello",
]);

interface Handlers {
  hello: () => object;
  frame: (frame: Frame) => void;
  /** The line is up or down; `bye` is the server's last word where it meant it for good. */
  line: (up: boolean, bye?: string) => void;
  pong: (sent: number, received: number, serverMs: number) => void;
}

/** One line to the server that comes back by itself. Believes frames, not `readyState`. */
export class Line {
  #socket: WebSocket | Polling | null = null;
  #attempt = 0;
  #heard = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #beat: ReturnType<typeof setInterval> | undefined;
  #closed = false;

  constructor(
    private readonly code: string,
    private readonly on: Handlers,
  ) {}

  start() {
    this.#connect();
    this.#beat = setInterval(() => this.#heartbeat(), 1_000);
    for (const event of ["online", "pageshow"]) addEventListener(event, this.#wake);
    document.addEventListener("visibilitychange", this.#wake);
  }

  close() {
    this.#closed = true;
    clearInterval(this.#beat);
    clearTimeout(this.#retry);
    for (const event of ["online", "pageshow"]) removeEventListener(event, this.#wake);
    document.removeEventListener("visibilitychange", this.#wake);
    this.#drop();
  }

  /** Whether the frame went out; nothing is queued here. */
  send(frame: object): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  #wake = (event: Event) => {
    // A page that has just been loaded, and not fetched from memory, has its first attempt under way.
    if ((event as PageTransitionEvent).persisted === false) return;
    if (document.visibilityState !== "visible" || this.#closed) return;
    if (performance.now() - this.#heard > PING_MS) this.#again(Math.random() * 1_000);
  };

  #connect() {
    this.#drop();
    this.#heard = performance.now() + CONNECT_MS - DEAD_MS;
    if (this.#attempt % WAYS < WAYS - 1) {
      this.#use(new WebSocket(`${location.origin.replace("http", "ws")}/ws/${this.code}`));
    } else {
      const attempt = this.#attempt;
      import("./polling").then(
        ({ Polling }) => {
          if (attempt === this.#attempt && !this.#closed)
            this.#use(new Polling(`/api/line/${this.code}`), WAYS - 2);
        },
        () => this.#lost(false),
      );
    }
  }

  /** Listen to this socket alone. `goodFor` is the attempt to go on from when the line is lost later. */
  #use(socket: WebSocket | Polling, goodFor = 0) {
    this.#socket = socket;
    socket.onopen = () => socket.send(JSON.stringify(this.on.hello()));
    socket.onmessage = (event: { data: unknown }) => this.#receive(socket, String(event.data), goodFor);
    socket.onclose = (event: { code: number }) => {
      if (socket === this.#socket) this.#lost(event.code === 1012);
    };
  }

  #receive(socket: WebSocket | Polling, data: string, goodFor: number) {
    if (socket !== this.#socket) return;
    this.#heard = performance.now();
    const frame = JSON.parse(data) as Frame;
    if (frame.t === "bye") return this.#bye(frame.code);
    if (frame.t === "snapshot") {
      this.#attempt = goodFor;
      this.on.line(true);
    }
    if (frame.t === "pong") this.on.pong(frame.c, performance.now(), frame.now_ms);
    this.on.frame(frame);
  }

  #bye(code: string) {
    if (FINAL.has(code)) {
      this.close();
      this.on.line(false, code);
    } else {
      this.on.line(false, code === "locked" || code === "full" ? code : undefined);
      this.#again(afterBye());
    }
  }

  #heartbeat() {
    if (!this.#socket) return;
    const silent = performance.now() - this.#heard;
    if (silent > DEAD_MS) this.#lost(false);
    else if (silent > PING_MS - 1_000) this.send({ t: "ping", c: Math.round(performance.now()) });
  }

  #lost(restarting: boolean) {
    this.on.line(false);
    this.#again(restarting ? afterBye() : backoff(this.#attempt++));
  }

  /** Start afresh, say after a gap: a new socket gets a new snapshot. */
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
