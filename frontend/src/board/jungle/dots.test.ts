import { expect, test } from "vitest";
import { apart } from "./dots";

const RADIUS = 7;
/** Dots at the upper corner of the plane, of which a quarter is inside, and one by itself. */
const dots = Array.from({ length: 40 }, (_, n) => ({ id: `${n}`, x: 0, y: 0 }));
const alone = { id: "alone", x: 300, y: 200 };
const inside = (x: number, y: number) => x >= 0 && y >= 0;

test("dots at one point are each seen, inside the field, and one by itself stays where it is", () => {
  const places = apart([...dots, alone], RADIUS, inside);
  expect(places.map(({ id }) => id)).toEqual([...dots, alone].map(({ id }) => id));
  expect(places[0]).toEqual(dots[0]);
  expect(places.at(-1)).toEqual(alone);
  expect(places.every(({ x, y }) => inside(x, y))).toBe(true);
  const near = places.flatMap((one, n) =>
    places.slice(n + 1).filter((other) => Math.hypot(one.x - other.x, one.y - other.y) < RADIUS),
  );
  expect(near).toEqual([]);
});

test("one dot more at a point moves none of those that lie there", () => {
  expect(apart(dots.slice(0, 12), RADIUS, inside)).toEqual(apart(dots, RADIUS, inside).slice(0, 12));
});

test("of very many at one point none lies far from it", () => {
  const many = Array.from({ length: 600 }, (_, n) => ({ id: `${n}`, x: 400, y: 300 }));
  const far = apart(many, RADIUS, inside).map(({ x, y }) => Math.hypot(x - 400, y - 300));
  expect(Math.max(...far)).toBeLessThan(14 * RADIUS);
});
