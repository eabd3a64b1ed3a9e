import { expect, test } from "vitest";
import { frame, hedge, tray } from "./leaves";

const first = (count: number) => Array.from({ length: count }, (_, n) => tray(n).x);

test("the first leaves of the tray lie side by side from the left, in order", () => {
  const few = first(12);
  expect(few).toEqual(few.toSorted((a, b) => a - b));
  expect(Math.max(...few)).toBeLessThan(610 + 12 * 58 + 10);
});

test("a full tray covers the whole edge, and takes no place twice before all are taken", () => {
  for (let row = 0; row < 5; row++) {
    const across = first(110)
      .slice(22 * row, 22 * (row + 1))
      .toSorted((a, b) => a - b);
    const gaps = across.slice(1).map((x, n) => x - across[n]!);
    expect(Math.max(...gaps)).toBeLessThan(2 * 58);
    expect(across[0]).toBeGreaterThan(590);
    expect(across.at(-1)).toBeLessThan(1_900);
  }
});

test.each([hedge, frame, tray])("a leaf has the same place whichever others there are", (blade) => {
  expect(blade(5)).toEqual(blade(5));
  expect(blade(5)).not.toEqual(blade(6));
});
