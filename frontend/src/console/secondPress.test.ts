import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { it, SESSION } from "../gallery/room";
import { put } from "../gallery/liveState";
import { Live, type Options } from "../live/live.svelte";
import type { Role, TimerRow } from "../live/wire";
import { ConsoleState } from "./console.svelte";
import { ARMED_MS, BOUNCE_MS } from "./secondPress.svelte";

const CREDENTIALS = { code: "KLM4PT", key: "", device: "here", refused: "" } as const;
let asked: string[] = [];
let app: ConsoleState;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  app = new ConsoleState(
    CREDENTIALS,
    <R extends Role>(options: Options<R>) => new Live({ ...options, offline: true }),
  );
  vi.spyOn(app.live, "ask").mockImplementation(async (command) => {
    asked.push(command);
    return { ack: 1 };
  });
});
afterEach(() => void vi.useRealTimers());

/** The console in the buzz, with its timer in this phase. */
function inBuzz(phase: TimerRow["phase"], turn = 1) {
  put(app.live, {
    view: {
      session: it(SESSION),
      step: it({ step: "buzz", beat: 0, beats: 1, at_ms: 0, began_at_ms: 0, skipped: [], r: 1 }),
      timer: it({ phase, turn, turns: 2, turn_ms: 180_000, ends_at_ms: null, left_ms: 90_000, r: 1 }),
    },
  });
}

test("one press or a double click does not reset a clock that has started, a second press does", () => {
  inBuzz("running");
  app.countdown.restart();
  vi.advanceTimersByTime(BOUNCE_MS - 1);
  app.countdown.restart();
  expect(asked).toEqual([]);
  vi.advanceTimersByTime(BOUNCE_MS);
  app.countdown.restart();
  expect(asked).toEqual(["restart_timer"]);
});

test("the first press is forgotten after some seconds, by Esc, and when the clock has gone on to another turn", () => {
  inBuzz("running");
  app.countdown.restart();
  vi.advanceTimersByTime(ARMED_MS + 1);
  app.countdown.restart();
  vi.advanceTimersByTime(BOUNCE_MS);
  app.cancel();
  app.countdown.restart();
  vi.advanceTimersByTime(BOUNCE_MS);
  inBuzz("running", 2);
  app.countdown.restart();
  expect(asked).toEqual([]);
});

test("a clock whose time is out starts again at the second press only, and one that is paused at the first", () => {
  inBuzz("over", 2);
  app.countdown.toggle();
  expect(asked).toEqual([]);
  vi.advanceTimersByTime(BOUNCE_MS);
  app.countdown.toggle();
  expect(asked).toEqual(["start_timer"]);
  inBuzz("paused");
  app.countdown.toggle();
  expect(asked).toEqual(["start_timer", "start_timer"]);
});
