import { expect, test } from "vitest";
import { fold } from "../live/mirror";
import type { View } from "../live/wire";
import { LONGEST_MS, SHORT_MS, Tape, type Moment } from "./tape";

const it = (row: object) => ({ it: row });
const board = (frozen: boolean) => ({ board: it({ frozen, r: 1 }) });
const moment = (seq: number, at_ms: number, change: object = {}) => ({ seq, at_ms, ...change }) as Moment;

/** Questions that come and go, more than are folded at a time. */
const many = Array.from({ length: 700 }, (_, n) =>
  moment(
    n + 1,
    1_000 * n,
    n % 3 === 2 ? { cut: { questions: [`q${n - 1}`] } } : { put: { questions: { [`q${n}`]: { r: n } } } },
  ),
);

test("the view at every moment is the fold of all until then, whichever way the tape is wound", () => {
  const views: View[] = [];
  for (const one of many) views.push(fold(views.at(-1) ?? {}, one));
  for (const order of [[...views.keys()], [...views.keys()].reverse(), [699, 0, 256, 255, 512, 300, 1]]) {
    const tape = new Tape(many);
    for (const index of order) expect(tape.viewAt(index)).toEqual(views[index]);
  }
});

test("a pause that is longer than anybody waits is played short, and the clock runs through it", () => {
  const day = 24 * 3_600_000;
  const tape = new Tape([moment(1, 0), moment(2, day), moment(3, day + LONGEST_MS)]);
  expect(tape.lengthMs).toBe(SHORT_MS + LONGEST_MS);
  expect([0, SHORT_MS / 2, SHORT_MS, SHORT_MS + 5].map((at) => tape.timeAt(at))).toEqual([
    0,
    day / 2,
    day,
    day + 5,
  ]);
  expect([0, SHORT_MS - 1, SHORT_MS, tape.lengthMs].map((at) => tape.indexAt(at))).toEqual([0, 0, 1, 2]);
});

test("the steps are marked where they are entered", () => {
  const step = (name: string) => ({ put: { step: it({ step: name, r: 1 }) } });
  const tape = new Tape([
    moment(1, 0, step("lobby")),
    moment(2, 10),
    moment(3, 20, step("buzz")),
    moment(4, 30, step("buzz")),
  ]);
  expect(tape.marks).toEqual([
    { positionMs: 0, step: "lobby", atMs: 0 },
    { positionMs: 20, step: "buzz", atMs: 20 },
  ]);
});

test("the moment before a freeze is found from any moment in it, and none outside of one", () => {
  const tape = new Tape([
    moment(1, 0, { put: board(false) }),
    moment(2, 10),
    moment(3, 20, { put: board(true) }),
    moment(4, 30, { put: board(true) }),
    moment(5, 40),
    moment(6, 50, { put: board(false) }),
  ]);
  expect([0, 1, 2, 3, 4, 5].map((at) => tape.beforeFreeze(at))).toEqual([
    undefined,
    undefined,
    1,
    1,
    1,
    undefined,
  ]);
});
