/** How every line begins: where it leads, and what a screen says first. */
import type { HelloFrame, ServerFrame } from "./wire";

/** `afresh` is why this screen gave up its last line. */
export type Hello = Omit<HelloFrame, "t" | "v">;

export function openSocket(code: string): WebSocket {
  return new WebSocket(`${location.origin.replace("http", "ws")}/ws/${code}`);
}

export function helloFrame(hello: Hello): string {
  return JSON.stringify({ t: "hello", v: 1, ...hello } satisfies HelloFrame);
}

/** A socket that was opened while the shell was still on its way, and what has come of it; times are performance.now(). */
export interface Ahead {
  socket: WebSocket;
  saidHello: number;
  heard: [at: number, data: unknown][];
  /** The code it was closed with. */
  closed?: number;
}
declare global {
  interface Window {
    ahead?: Ahead;
  }
}

// A shell that comes later opens a line of its own; a page that shows nothing is not present for longer.
const UNTAKEN_MS = 30_000;

/** Open a line for the shell to take over; until then `told` hears its frames. */
export function openAhead(code: string, hello: Hello, told: (frame: ServerFrame) => void) {
  const socket = openSocket(code);
  const ahead: Ahead = { socket, saidHello: 0, heard: [] };
  socket.onopen = () => {
    ahead.saidHello = performance.now();
    socket.send(helloFrame(hello));
  };
  socket.onmessage = ({ data }) => {
    ahead.heard.push([performance.now(), data]);
    told(JSON.parse(String(data)) as ServerFrame);
  };
  socket.onclose = ({ code }) => (ahead.closed = code);
  window.ahead = ahead;
  setTimeout(() => window.ahead && socket.close(), UNTAKEN_MS);
}

export function takeAhead(): Ahead | undefined {
  const { ahead } = window;
  delete window.ahead;
  return ahead;
}
