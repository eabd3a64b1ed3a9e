import { expect, test } from "vitest";
import { bands, type Point } from "./contours";

/** The corners of every closed curve in a path. */
const curves = (path: string): Point[][] =>
  path
    .split("Z")
    .filter(Boolean)
    .map((curve) =>
      [...curve.matchAll(/(-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => ({ x: Number(x), y: Number(y) })),
    );
const width = (curve: Point[]) => Math.max(...curve.map(({ x }) => x)) - Math.min(...curve.map(({ x }) => x));
const heap = (x: number, y: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({ x: x + (n % 5), y: y + (n % 7) }));

test("without dots there are no bands", () => expect(bands([], 890, 772)).toEqual([]));

test("one heap of dots makes four nested rings around it", () => {
  const all = bands(heap(450, 380, 90), 890, 772).map(curves);
  expect(all.map((band) => band.length)).toEqual([1, 1, 1, 1]);
  const widths = all.map(([ring]) => width(ring!));
  expect(widths).toEqual(widths.toSorted((a, b) => b - a));
  const [ring] = all[0]!;
  const middle = ring!.reduce((sum, { x }) => sum + x, 0) / ring!.length;
  expect(Math.abs(middle - 452)).toBeLessThan(8);
});

test("two heaps far apart make two rings in each band, also at the edge", () => {
  const all = bands([...heap(0, 760, 50), ...heap(880, 760, 50)], 890, 772).map(curves);
  expect(all.map((band) => band.length)).toEqual([2, 2, 2, 2]);
});
