import { expect, test } from "vitest";
import { NO_FLAGS } from "./flags";
import { Moves } from "./moves.svelte";

/** A walk of these questions in its last beat, by whether they are taken up, with `focus` and those that Next has left. */
function walking(
  takenUp: Record<string, boolean>,
  focus: string,
  done: string[],
  length: number | null = null,
) {
  const queue = Object.entries(takenUp).map(([id, taken_up]) => ({ id, flags: { ...NO_FLAGS, taken_up } }));
  const app = {
    step: { step: "walk:money", beat: 3, beats: 4 },
    here: { id: "money" },
    focus: queue.find(({ id }) => id === focus),
    walk: { done, length },
    cards: { queue: () => queue },
  };
  return new Moves(app as never);
}
const numbered = ({ coming }: Moves) => coming && [coming.card.id, coming.nth, coming.of];

test("the question that comes next has the number that the board gives it, also past one that is taken up", () => {
  expect(numbered(walking({ a: false, b: false, c: false }, "a", []))).toEqual(["b", 2, 3]);
  expect(numbered(walking({ a: true, b: true, c: false }, "a", []))).toEqual(["c", 3, 3]);
  expect(numbered(walking({ a: true, b: false, c: false }, "b", ["a"], 3))).toEqual(["c", 3, 3]);
});

test("no question comes once those that are to be shown have been", () => {
  expect(numbered(walking({ a: true, b: false, c: false }, "b", ["a"], 2))).toBeUndefined();
  expect(numbered(walking({ a: true }, "a", []))).toBeUndefined();
});
