import { expect, test } from "vitest";
import { swipeOf } from "./swiping";

test.each([
  [0, 0, 320, null],
  [-40, 0, 320, null],
  [-90, 10, 320, "left"],
  [90, -10, 320, "right"],
  // On a wide card a swipe is a longer way.
  [90, 0, 800, null],
  [220, 0, 800, "right"],
  // Scrolling, more up than sideways.
  [90, 80, 320, null],
  [-90, -300, 320, null],
] as const)("a way of %i by %i over a card of %i pixels is %j", (dx, dy, width, way) => {
  expect(swipeOf(dx, dy, width)).toBe(way);
});
