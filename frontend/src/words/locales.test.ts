import { expect, test } from "vitest";
import { clockIn, dayOf } from "./locales";

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

// The exports write times in the same way: `time` in app/exports/words.py.
test.each([
  ["da", "09.07"],
  ["en", "09:07"],
])("a time in %j is written like %j", (language, written) => {
  expect(clockIn(language).format(new Date(2026, 10, 24, 9, 7))).toBe(written);
});
