/** How a screen connects: its socket and first frame, and the phone's connection from before its shell is loaded. */
import type { HelloFrame, ServerFrame } from "./wire";

/** `afresh` is why this screen gave up its last connection. */
export type Hello = Omit<HelloFrame, "t" | "v">;

export function openSocket(code: string): WebSocket {
  return new WebSocket(`${location.origin.replace("http", "ws")}/ws/${code}`);
}

export function helloFrame(hello: Hello): string {
  return JSON.stringify({ t: "hello", v: 1, ...hello } satisfies HelloFrame);
}

/** A socket that was opened before the shell was loaded, and what it has received; times are performance.now(). */
export interface EarlyConnection {
  socket: WebSocket;
  saidHello: number;
  heard: [at: number, data: unknown][];
  /** The code it was closed with. */
  closed?: number;
}
declare global {
  interface Window {
    earlyConnection?: EarlyConnection;
  }
}

// A shell that is loaded later opens a connection of its own; until then a page without one does not stay present.
const UNTAKEN_MS = 30_000;

/** Connect for the shell to take over; until then `told` is called with each frame. */
export function connectEarly(code: string, hello: Hello, told: (frame: ServerFrame) => void) {
  const socket = openSocket(code);
  const early: EarlyConnection = { socket, saidHello: 0, heard: [] };
  socket.onopen = () => {
    early.saidHello = performance.now();
    socket.send(helloFrame(hello));
  };
  socket.onmessage = ({ data }) => {
    early.heard.push([performance.now(), data]);
    told(JSON.parse(String(data)) as ServerFrame);
  };
  socket.onclose = ({ code }) => (early.closed = code);
  window.earlyConnection = early;
  setTimeout(() => window.earlyConnection && socket.close(), UNTAKEN_MS);
}

export function takeEarlyConnection(): EarlyConnection | undefined {
  const { earlyConnection } = window;
  delete window.earlyConnection;
  return earlyConnection;
}
