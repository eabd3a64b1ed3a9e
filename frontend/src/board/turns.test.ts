import { expect, test } from "vitest";
import type { TimerRow } from "../live/wire";
import { teller, turnEnded, TurnWatch } from "./turns";

const row = (phase: TimerRow["phase"], turn: number, ends_at_ms: number | null): TimerRow => ({
  phase,
  turn,
  turns: 2,
  turn_ms: 180_000,
  ends_at_ms,
  left_ms: 0,
  r: 1,
});
const first = row("running", 1, 180_000);
const swap = row("swap", 1, 185_000);
const second = row("running", 2, 365_000);
const over = row("over", 2, null);

test("the gong is struck when a turn ends, not when the next begins after the swap", () => {
  expect(turnEnded(first, swap, 180_050)).toBe(true);
  expect(turnEnded(swap, second, 185_050)).toBe(false);
  expect(turnEnded(second, over, 365_050)).toBe(true);
});

test("the gong is struck when the facilitator swaps by hand or ends the last turn early", () => {
  expect(turnEnded(first, row("running", 2, 240_000), 60_100)).toBe(true);
  expect(turnEnded(second, over, 200_000)).toBe(true);
});

test("the gong is not struck for the first state, a restart, a pause or added time", () => {
  expect(turnEnded(undefined, swap, 180_050)).toBe(false);
  expect(turnEnded(undefined, over, 365_050)).toBe(false);
  expect(turnEnded(over, row("idle", 1, null), 400_000)).toBe(false);
  expect(turnEnded(over, first, 400_000)).toBe(false);
  expect(turnEnded(first, row("paused", 1, null), 60_000)).toBe(false);
  expect(turnEnded(first, row("running", 1, 210_000), 60_000)).toBe(false);
});

test("the gong is not struck long after, when the board reconnects", () => {
  expect(turnEnded(first, row("running", 2, 365_000), 300_000)).toBe(false);
  expect(turnEnded(second, over, 400_000)).toBe(false);
});

test("the left neighbour tells first, and from the swap on the right one", () => {
  expect([first, swap, second, over].map(teller)).toEqual(["left", "right", "right", null]);
  expect(teller({ ...first, turns: 1 })).toBe(null);
});

test("the gong is struck in the minute alone too, and not when its timer gives way to that of the buzz", () => {
  const turns = new TurnWatch();
  const alone = { ...row("running", 1, 60_000), turns: 1 };
  expect(turns.ended(alone, "alone", 10_000)).toBe(false);
  expect(turns.ended(over, "buzz", 20_000)).toBe(false);
  expect(turns.ended(alone, "alone", 30_000)).toBe(false);
  expect(turns.ended({ ...alone, phase: "over", ends_at_ms: null }, "alone", 60_050)).toBe(true);
});
