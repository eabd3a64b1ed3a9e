import { expect, test } from "vitest";
import { chance } from "./leaves";
import { place, tilted, touches, type Box } from "./clearing";

const CENTRE: Box = { x: 958, y: 484, width: 740, height: 340 };

test("a card gets the place that it asks for when nothing else is there", () => {
  const [box] = place([{ width: 400, height: 160, near: { x: 300, y: 200 } }], [CENTRE]);
  expect(box).toEqual({ x: 300, y: 200, width: 400, height: 160 });
});

test("no two cards touch, and all stay on the board, whatever their sizes", () => {
  for (let round = 0; round < 40; round++) {
    const wishes = Array.from({ length: 8 }, (_, n) => ({
      width: 240 + chance(8 * round + n, 1) * 330,
      height: 110 + chance(8 * round + n, 2) * 160,
      near: { x: chance(8 * round + n, 3) * 1920, y: chance(8 * round + n, 4) * 1080 },
    }));
    const boxes = place(wishes, [CENTRE]).filter((box) => box !== null);
    expect(boxes.length).toBeGreaterThanOrEqual(6);
    for (const [n, box] of boxes.entries()) {
      for (const other of [CENTRE, ...boxes.slice(n + 1)]) expect(touches(box, other)).toBe(false);
      expect(box.x - box.width / 2).toBeGreaterThanOrEqual(0);
      expect(box.y + box.height / 2).toBeLessThanOrEqual(1080);
    }
  }
});

test("a card that has no room gets no place", () => {
  expect(place([{ width: 1900, height: 900, near: { x: 0, y: 0 } }], [CENTRE])).toEqual([null]);
});

test("a tilted card needs a larger box", () => {
  expect(tilted({ width: 100, height: 40 }, 0)).toEqual({ width: 100, height: 40 });
  expect(tilted({ width: 100, height: 40 }, -90).width).toBeCloseTo(40);
});
