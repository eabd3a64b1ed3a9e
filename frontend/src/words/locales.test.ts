import { expect, test } from "vitest";
import { clockFace, clockIn, dateIn, dayAt, dayOf, turnsFace } from "./locales";

const BEGAN = new Date(2026, 10, 24, 13).getTime();
const inWords = (day: Date | undefined) => day?.toLocaleDateString("en-GB");

test.each([
  ["2026-12-24", BEGAN, "24/12/2026"],
  ["2026-12-24", null, "24/12/2026"],
  [null, BEGAN, "24/11/2026"],
  [null, null, undefined],
  [undefined, undefined, undefined],
])("the day of an hour dated %j that began at %j is %j", (date, beganAtMs, day) => {
  expect(inWords(dayOf(date, beganAtMs))).toBe(day);
});

// The exports write times and dates in the same way: app/exports/times.py.
test.each([
  ["da", "09.07"],
  ["en", "09:07"],
])("a time in %j is written like %j", (language, written) => {
  expect(clockIn(language).format(new Date(2026, 10, 24, 9, 7))).toBe(written);
});

test.each([
  ["da", "5. november 2026"],
  ["en", "5 November 2026"],
])("a date in %j is written like %j", (language, written) => {
  expect(dateIn(language, dayAt("2026-11-05"))).toBe(written);
});

test.each([
  [80_000, "1:20"],
  [600_000, "10:00"],
  [-5, "0:00"],
])("a duration of %j ms is %j, with a colon in every language", (ms, written) => {
  expect(clockFace(ms)).toBe(written);
});

test.each([
  [2, 180_000, "2 × 3 min"],
  [2, 90_000, "2 × 1:30"],
  [1, 60_000, "1 min"],
])("%i turns of %i ms are written as %j", (turns, turnMs, written) => {
  expect(turnsFace(turns, turnMs)).toBe(written);
});
