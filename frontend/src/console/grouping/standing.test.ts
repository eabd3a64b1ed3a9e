import { expect, test } from "vitest";
import { AS_THEY_CAME, bring, inOrder, neighbours, together } from "./standing";

const IDS = ["a", "b", "c", "d", "e", "f"];
const cards = (ids: readonly string[]) => ids.map((id) => ({ id }));
const alike = (of: Record<string, string[]>) => (id: string) => of[id] ?? [];
const standing = (ids: readonly string[], order: readonly string[]) =>
  inOrder(cards(ids), order).map(({ id }) => id);

test("likely duplicates stand after the first of them, and the others keep their order", () => {
  const made = together(IDS, alike({ a: ["e", "c"], c: ["a"], d: ["f"] }));
  expect(made).toEqual({
    order: ["a", "e", "c", "b", "d", "f"],
    groups: [
      ["a", "e", "c"],
      ["d", "f"],
    ],
  });
});

test("cards that resemble a third stand together", () => {
  const made = together(IDS, alike({ a: ["c"], c: ["f"], b: ["d"] }));
  expect(made).toEqual({
    order: ["a", "c", "f", "b", "d", "e"],
    groups: [
      ["a", "c", "f"],
      ["b", "d"],
    ],
  });
});

test("likeness goes both ways, and only to cards that are there", () => {
  const found = neighbours(["a", "b", "c"], alike({ a: ["c", "gone", "a"], b: ["c"], gone: ["b"] }));
  expect(Object.fromEntries(found)).toEqual({ a: ["c"], b: ["c"], c: ["a", "b"] });
});

test("cards that came since the order was made are at the end, whatever they resemble", () => {
  const { order } = together(IDS, alike({ a: ["f"] }));
  expect(standing([...IDS, "g", "h"], order)).toEqual(["a", "f", "b", "c", "d", "e", "g", "h"]);
  expect(standing(IDS, AS_THEY_CAME.order)).toEqual(IDS);
});

test("a card that leaves the tray and comes back is where it was", () => {
  const { order } = together(IDS, alike({ b: ["e"] }));
  expect(standing(["a", "c", "d", "e", "f"], order)).toEqual(["a", "e", "c", "d", "f"]);
  expect(standing(IDS, order)).toEqual(["a", "b", "e", "c", "d", "f"]);
});

test("those that are brought to a card stand after it and those that stood with it", () => {
  const before = together(IDS, alike({ b: ["c"], e: ["f"] }));
  const after = bring("b", [...before.order, "g", "h"], ["h", "f"], before);
  expect(after.order).toEqual(["a", "b", "c", "h", "f", "d", "e", "g"]);
  expect(after.groups).toEqual([["b", "c", "h", "f"]]);
});

test("whatever is alike, each order has each card once, and each group stands in a row", () => {
  let seed = 7;
  const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  for (let round = 0; round < 200; round++) {
    const ids = Array.from({ length: 12 }, (_, n) => `q${n}`);
    const pick = () => Array.from({ length: random(4) }, () => ids[random(12)]!);
    const links = Object.fromEntries(ids.map((id) => [id, [...new Set(pick())].filter((one) => one !== id)]));
    let made = together(ids, alike(links));
    for (let n = 0; n < 4; n++) {
      for (const group of made.groups) expect(`,${made.order.join()},`).toContain(`,${group.join()},`);
      expect([...made.order].sort()).toEqual([...ids].sort());
      expect(new Set(made.groups.flat()).size).toBe(made.groups.flat().length);
      const id = ids[random(12)]!;
      made = bring(id, made.order, links[id]!, made);
    }
  }
});
