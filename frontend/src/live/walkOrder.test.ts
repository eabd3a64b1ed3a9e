import { expect, test } from "vitest";
import { inWalk } from "./walkOrder";

const QUESTIONS = [
  { id: "a", at: 3, support: 5, placed: 1 },
  { id: "b", at: 1, support: 0, placed: 3 },
  { id: "c", at: 2, support: 0, placed: 2 },
  { id: "d", at: 2, support: 0, placed: 2 },
];
const ids = (order?: "support" | "arrival") => [...QUESTIONS].sort(inWalk(order)).map(({ id }) => id);

test("by support the most wanted come first, and then as placed; a server of before sends no order", () => {
  expect(ids("support")).toEqual(["a", "c", "d", "b"]);
  expect(ids()).toEqual(ids("support"));
});

test("by arrival the oldest come first, and of those that came at once always the same", () => {
  expect(ids("arrival")).toEqual(["b", "c", "d", "a"]);
});
