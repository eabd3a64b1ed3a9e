import { expect, test } from "vitest";
import { goneOn } from "./questions";

test("what has been on a page stays where it was, and the others follow in their new order", () => {
  expect(goneOn(["a", "b", "c", "d"], 2, ["d", "c", "b", "a"])).toEqual(["a", "b", "d", "c"]);
});

test("a question that has left the queue leaves its page, and one that has come is not put before those seen", () => {
  expect(goneOn(["a", "b", "c"], 2, ["new", "b", "c"])).toEqual(["b", "new", "c"]);
  expect(goneOn([], 0, ["c", "a"])).toEqual(["c", "a"]);
});
