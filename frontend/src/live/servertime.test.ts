import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ServerTime, uptime } from "./servertime";

/** How far the server's clock is ahead of the device's. */
const AHEAD_MS = 5_000;
let frozen: number;
let server: number;
let time: ServerTime;

/** Time passes with the device awake: `performance.now()` advances too. */
const pass = (ms: number) => {
  frozen += ms;
  sleep(ms);
};
/** The device sleeps: only the wall clock and the server's clock advance. */
const sleep = (ms: number) => {
  vi.setSystemTime(Date.now() + ms);
  server += ms;
};
/** A round trip of `trip` ms; the device sleeps for `asleep` ms before it handles the answer. */
const ask = (trip = 20, asleep = 0) => {
  const sent = uptime();
  pass(trip / 2);
  const said = server;
  pass(trip / 2);
  sleep(asleep);
  time.sample(sent, uptime(), said);
};

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
  uptime();
  frozen = 1_000;
  vi.spyOn(performance, "now").mockImplementation(() => frozen);
  server = Date.now() + AHEAD_MS;
  uptime();
  time = new ServerTime();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test("without a sample the device's own time is shown", () => expect(time.now()).toBe(Date.now()));

test("the quickest of the last round trips counts", () => {
  ask(20);
  pass(1_000);
  const sent = uptime();
  pass(4_000);
  time.sample(sent, uptime(), server);
  expect(time.now()).toBe(server);
});

test("the time is right at once after a sleep, though the monotonic clock had stopped", () => {
  ask();
  sleep(40_000);
  expect(time.now()).toBe(server);
});

test("the time is right at once after the wall clock was set back", () => {
  ask();
  vi.setSystemTime(Date.now() - 3_600_000);
  expect(time.now()).toBe(server);
});

test("samples from before the wall clock was set forward are dropped with the first one after", () => {
  ask(10);
  vi.setSystemTime(Date.now() + 3_600_000);
  uptime();
  ask(300);
  expect(time.now()).toBe(server);
});

test("an answer that a sleep has delayed is not used as a sample", () => {
  ask();
  ask(20, 40_000);
  expect(time.now()).toBe(server);
});

test("a wall clock that is a little fast or slow is not taken for a sleep", () => {
  ask();
  const was = uptime();
  for (let n = 0; n < 100; n++) {
    pass(1_000);
    vi.setSystemTime(Date.now() + 20);
    uptime();
  }
  expect(uptime()).toBe(was + 100_000);
  expect(time.now()).toBe(server);
});
