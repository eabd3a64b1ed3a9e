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

/** What one press of Back asks for at this beat, with this question in focus. */
function asksBack(beat: number, focus?: string) {
  const asked: unknown[] = [];
  const app = {
    step: { step: "walk:money", beat, beats: 4 },
    sheet: { steps: ["group", "walk:money"] },
    here: { id: "money" },
    focus: focus && { id: focus },
    walk: { done: [], length: null },
    unanswered: [],
    cards: { queue: () => [], lastOf: () => undefined },
    ask: (...command: unknown[]) => asked.push(command),
  };
  const moves = new Moves(app as never);
  moves.back();
  return { asked, armed: moves.armed };
}

test("Back takes one press within a step, and arms the step before at the first beat", () => {
  expect(asksBack(4, "a")).toEqual({ asked: [["clear_spotlight"]], armed: null });
  expect(asksBack(4)).toEqual({ asked: [["previous_beat", { was: 4 }]], armed: null });
  expect(asksBack(1)).toEqual({ asked: [["previous_beat", { was: 1 }]], armed: null });
  expect(asksBack(0)).toEqual({ asked: [], armed: "group" });
});
