/** How a screen connects: its WebSocket, its hello, and the phone's connection made before its shell is loaded. */
import type { HelloFrame, ServerFrame } from "./wire";

/** The fields of a hello; `afresh` is why this screen closed its last connection. */
export type Hello = Omit<HelloFrame, "t" | "v">;

export function openSocket(code: string): WebSocket {
  return new WebSocket(`${location.origin.replace("http", "ws")}/ws/${code}`);
}

export function helloFrame(hello: Hello): string {
  return JSON.stringify({ t: "hello", v: 1, ...hello } satisfies HelloFrame);
}

/** A WebSocket opened before the shell is loaded, and the frames received; times are in ms of `performance.now()`. */
export interface EarlyConnection {
  socket: WebSocket;
  saidHello: number;
  heard: [at: number, data: unknown][];
  /** The close code; absent while it is open. */
  closed?: number;
}
declare global {
  interface Window {
    earlyConnection?: EarlyConnection;
  }
}

// An early connection that no shell has taken over by then is closed, so that a page without a shell does not count
// as present. A shell that is loaded later reconnects.
const UNTAKEN_MS = 30_000;

/** Open the connection that the shell takes over; until then `onFrame` is called with each frame. */
export function connectEarly(code: string, hello: Hello, onFrame: (frame: ServerFrame) => void) {
  const socket = openSocket(code);
  const early: EarlyConnection = { socket, saidHello: 0, heard: [] };
  socket.onopen = () => {
    early.saidHello = performance.now();
    socket.send(helloFrame(hello));
  };
  socket.onmessage = ({ data }) => {
    early.heard.push([performance.now(), data]);
    onFrame(JSON.parse(String(data)) as ServerFrame);
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
