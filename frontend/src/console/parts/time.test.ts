import { expect, test } from "vitest";
import type { SheetRow, StepRow } from "../../live/wire";
import { drift, planLeft } from "./time";

const MINUTE = 60_000;
const sheet = {
  steps: ["lobby", "overview", "buzz", "done"],
  minutes: { lobby: 5, overview: 5, buzz: 6 },
} as unknown as SheetRow;
const at = (step: string, minute: number): StepRow => ({
  step,
  beat: 0,
  beats: 1,
  at_ms: minute * MINUTE,
  began_at_ms: 0,
  skipped: [],
  r: 1,
});

test("the planned hour begins when the lobby is left", () => {
  expect(drift({ ...at("lobby", 0), began_at_ms: null }, sheet, 90 * MINUTE)).toBe(0);
  expect(drift(at("overview", 0), sheet, 4 * MINUTE)).toBe(0);
});

test("drift adds up over the steps", () => {
  expect(drift(at("buzz", 9), sheet, 9 * MINUTE)).toBe(4);
  expect(drift(at("buzz", 9), sheet, 14 * MINUTE)).toBe(4);
  expect(drift(at("buzz", 9), sheet, 16 * MINUTE)).toBe(5);
});

test("a step begun early may also use the time that was gained", () => {
  expect(drift(at("buzz", 2), sheet, 3 * MINUTE)).toBe(-3);
  expect(drift(at("buzz", 2), sheet, 9 * MINUTE)).toBe(-2);
  expect(drift(at("buzz", 2), sheet, 12 * MINUTE)).toBe(1);
});

test("the time left of a step's planned minutes", () => {
  expect(planLeft(at("buzz", 5), sheet, 6 * MINUTE)).toBe(5 * MINUTE);
  expect(planLeft(at("done", 5), sheet, 6 * MINUTE)).toBeUndefined();
});
