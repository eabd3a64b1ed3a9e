import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connectEarly, takeEarlyConnection, type Hello } from "./connect";
import { Connection } from "./socket";

const HELLO: Hello = { role: "phone", token: "t", lang: "da" };
const SAID = { t: "hello", v: 1, ...HELLO };
const WELCOME = { t: "welcome", now_ms: 5_000 };
const SNAPSHOT = { t: "snapshot", seq: 1, view: {} };

/** A fake WebSocket; the test plays the server. */
class Socket {
  static readonly OPEN = WebSocket.OPEN;
  static all: Socket[] = [];
  readyState: number = WebSocket.CONNECTING;
  said: object[] = [];
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;
  onclose?: (event: { code: number }) => void;

  constructor(readonly url: string) {
    Socket.all.push(this);
  }
  send(frame: string) {
    this.said.push(JSON.parse(frame) as object);
  }
  close(code = 1005) {
    this.readyState = WebSocket.CLOSED;
    this.onclose?.({ code });
  }
  open() {
    this.readyState = WebSocket.OPEN;
    this.onopen?.();
  }
  tell(...frames: object[]) {
    for (const frame of frames) this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

const heard = vi.fn();
const onFrame = vi.fn();
const state = vi.fn();
const clock = vi.fn();
let connection: Connection;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", Socket);
  Socket.all = [];
  connection = new Connection("ABC", { hello: () => HELLO, frame: heard, status: state, clock });
});
afterEach(() => {
  connection.close();
  takeEarlyConnection();
  vi.clearAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function connectedEarly(): Socket {
  connectEarly("ABC", HELLO, onFrame);
  return Socket.all[0]!;
}

test("frames of an early connection are handled in order, with their times, and hello is sent once", () => {
  const socket = connectedEarly();
  const opened = performance.now();
  vi.advanceTimersByTime(100);
  socket.open();
  vi.advanceTimersByTime(400);
  socket.tell(WELCOME, SNAPSHOT);
  vi.advanceTimersByTime(3_000);
  connection.start(takeEarlyConnection());
  socket.tell({ t: "delta" });
  expect(heard.mock.calls).toEqual([[WELCOME], [SNAPSHOT], [{ t: "delta" }]]);
  expect(onFrame.mock.calls).toEqual([[WELCOME], [SNAPSHOT]]);
  expect(clock.mock.calls).toEqual([[opened + 100, opened + 500, 5_000]]);
  expect(state.mock.calls).toEqual([[true]]);
  expect(socket.said).toEqual([SAID]);
  expect(Socket.all.map(({ url }) => url)).toEqual([`${location.origin.replace("http", "ws")}/ws/ABC`]);
});

test("an early socket that is still opening when it is taken over sends hello once", () => {
  const socket = connectedEarly();
  connection.start(takeEarlyConnection());
  socket.open();
  socket.tell(WELCOME, SNAPSHOT);
  expect(socket.said).toEqual([SAID]);
  expect(heard.mock.calls).toEqual([[WELCOME], [SNAPSHOT]]);
});

test.each([
  ["refused", (socket: Socket) => socket.close(1006)],
  ["closed", (socket: Socket) => (socket.open(), socket.tell(WELCOME, SNAPSHOT), socket.close(1012))],
])("an early socket that was %s is replaced", (_, dies) => {
  dies(connectedEarly());
  connection.start(takeEarlyConnection());
  expect(state).toHaveBeenLastCalledWith(false);
  vi.advanceTimersByTime(5_000);
  Socket.all[1]!.open();
  Socket.all[1]!.tell(SNAPSHOT);
  expect(Socket.all[1]!.said).toEqual([SAID]);
  expect(state).toHaveBeenLastCalledWith(true);
  expect(Socket.all).toHaveLength(2);
});

test("an early socket that receives nothing is closed", () => {
  connectedEarly().open();
  connection.start(takeEarlyConnection());
  vi.advanceTimersByTime(7_000);
  expect(Socket.all.map(({ readyState }) => readyState)).toEqual([WebSocket.CLOSED, WebSocket.CONNECTING]);
});

test("after a final bye on the early connection there is no reconnect", () => {
  const socket = connectedEarly();
  socket.open();
  socket.tell({ t: "bye", code: "ended" });
  socket.close(4000);
  connection.start(takeEarlyConnection());
  vi.advanceTimersByTime(60_000);
  expect(state.mock.calls).toEqual([[false, "ended"]]);
  expect(Socket.all).toHaveLength(1);
});

test.each([
  ["h11 a phone that was swept out shows the reason", "removed", "removed"],
  ["h11 a phone that came when too many joined at once shows no reason", "busy", undefined],
])("%s, and reconnects within seconds", (_, code, said) => {
  vi.spyOn(Math, "random").mockReturnValue(0.9);
  const socket = connectedEarly();
  connection.start(takeEarlyConnection());
  socket.open();
  socket.tell({ t: "bye", code });
  expect(state.mock.calls).toEqual([[false, said]]);
  vi.advanceTimersByTime(0.9 * 5_000);
  expect(Socket.all).toHaveLength(2);
});

test("h11 a phone that waits for a nod reconnects by itself, five to ten seconds after each bye", () => {
  const socket = connectedEarly();
  socket.open();
  connection.start(takeEarlyConnection());
  for (let n = 1; n < 4; n++) {
    Socket.all.at(-1)!.tell({ t: "bye", code: "waiting" });
    expect(state).toHaveBeenLastCalledWith(false, "waiting");
    vi.advanceTimersByTime(4_999);
    expect(Socket.all).toHaveLength(n);
    vi.advanceTimersByTime(5_001);
    expect(Socket.all).toHaveLength(n + 1);
    Socket.all.at(-1)!.open();
  }
  Socket.all.at(-1)!.tell(WELCOME, SNAPSHOT);
  expect(state).toHaveBeenLastCalledWith(true);
});

test("an early socket that no shell takes over is closed, and one that is taken over stays open", () => {
  const left = connectedEarly();
  left.open();
  vi.advanceTimersByTime(60_000);
  expect(left.readyState).toBe(WebSocket.CLOSED);

  connectEarly("ABC", HELLO, onFrame);
  const taken = Socket.all[1]!;
  taken.open();
  connection.start(takeEarlyConnection());
  for (let n = 0; n < 60; n++) {
    vi.advanceTimersByTime(1_000);
    taken.tell({ t: "pong", c: 0, now_ms: 0, lanes: {} });
  }
  expect(taken.readyState).toBe(WebSocket.OPEN);
});

test.each([
  ["l5 an announced restart", 1012, 5_000],
  ["l5 a lost connection", 1006, 500],
])("%s (close code %i) is followed by a reconnect within %i ms", (_, code, most) => {
  vi.spyOn(Math, "random").mockReturnValue(0.9);
  const socket = connectedEarly();
  connection.start(takeEarlyConnection());
  socket.open();
  socket.tell(WELCOME, SNAPSHOT);
  socket.close(code);
  vi.advanceTimersByTime(0.9 * most - 1);
  expect(Socket.all).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(Socket.all).toHaveLength(2);
});

test("n8 a connection that receives nothing for ten seconds is dead, whatever its readyState", () => {
  const socket = connectedEarly();
  connection.start(takeEarlyConnection());
  socket.open();
  socket.tell(WELCOME, SNAPSHOT);
  expect(socket.readyState).toBe(WebSocket.OPEN);
  vi.advanceTimersByTime(10_000);
  expect(state).toHaveBeenLastCalledWith(false);
  expect(socket.said.slice(1).every((frame) => (frame as { t: string }).t === "ping")).toBe(true);
  expect(socket.said.length).toBeGreaterThan(1);
});

test("a page tells the server that it is asleep when hidden, and awake when shown again", () => {
  connection.start(undefined);
  const socket = Socket.all[0]!;
  socket.open();
  socket.tell(WELCOME, SNAPSHOT);
  const hidden = vi.spyOn(document, "hidden", "get");
  for (const is of [true, false]) {
    hidden.mockReturnValue(is);
    document.dispatchEvent(new Event("visibilitychange"));
  }
  expect(socket.said.slice(1)).toEqual([
    { t: "asleep", on: true },
    { t: "asleep", on: false },
  ]);
  hidden.mockRestore();
});

test("a page that connects while hidden tells the server that it is asleep", () => {
  const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  connection.start(undefined);
  const socket = Socket.all[0]!;
  socket.open();
  socket.tell(WELCOME, SNAPSHOT);
  expect(socket.said).toEqual([SAID, { t: "asleep", on: true }]);
  hidden.mockRestore();
});
