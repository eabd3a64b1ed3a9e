import { expect, test } from "vitest";
import type { PollRow } from "../live/wire";
import { notKnown } from "./poll";

const row = (answers: number | null): PollRow => ({
  yes: answers,
  partly: answers && 0,
  no: answers && 0,
  answers,
  asked: 9,
  hidden: answers === null,
  r: 1,
});

test.each([
  [9, row(7), 2],
  [9, row(0), 9],
  [9, row(9), 0],
  // The row of the total has the number of answers even while the shares are hidden; it must not count then.
  [9, { ...row(4), hidden: true }, 9],
  [9, row(null), 9],
  [9, undefined, 9],
  // The two figures may be from different moments.
  [6, row(7), 0],
])("of %i questions, with %j, %i are not known", (questions, poll, unknown) => {
  expect(notKnown(questions, poll)).toBe(unknown);
});
