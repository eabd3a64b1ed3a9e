import { expect, test } from "vitest";
import { FLIGHT_MS, MOST_IN_FLIGHT, TICK_MS, landing, readable } from "./landing";

/** Ticks until all have landed: the most that glided at a time, and how long it took. */
function fly(waiting: number): { most: number; ms: number } {
  const flights: number[] = [];
  let most = 0;
  for (let ms = 0; ; ms += TICK_MS) {
    const up = flights.filter((began) => ms - began < FLIGHT_MS).length;
    const { land, glide } = landing(waiting, up);
    for (let n = 0; n < glide; n++) flights.push(ms);
    most = Math.max(most, up + glide);
    waiting -= land;
    if (waiting <= 0) return { most, ms };
  }
}

test("never more than six glide at a time", () => {
  for (const waiting of [1, 6, 7, 24, 25, 60, 400, 2_000])
    expect(fly(waiting).most).toBeLessThanOrEqual(MOST_IN_FLIGHT);
});

test("a wave lands within a few seconds, however large", () => {
  for (const waiting of [60, 400, 2_000]) expect(fly(waiting).ms).toBeLessThan(8_500);
});

test("as many cards are readable as have room above the edges of the others", () => {
  const edged = (heights: number[], count: number) => {
    const { cards, edge } = readable(heights, count);
    return { cards, edge };
  };
  expect(edged([176, 176, 176], 3)).toEqual({ cards: 3, edge: 8 });
  expect(edged([176, 176, 176, 176, 176], 5)).toEqual({ cards: 3, edge: 8 });
  expect(edged([88, 88, 88, 88, 88, 88], 6)).toEqual({ cards: 6, edge: 8 });
  expect(edged([176, 176, 176], 15)).toEqual({ cards: 3, edge: 80 / 12 });
  expect(edged([600, 176], 8)).toEqual({ cards: 1, edge: 36 / 7 });
  expect(edged([], 0)).toEqual({ cards: 0, edge: 8 });
});

test("as many cards are readable as have room above the leaves of the others, however many these are", () => {
  const leafy = (heights: number[], count: number) => {
    const { cards, deep } = readable(heights, count, { asLeaves: 414 });
    return { cards, deep };
  };
  expect(leafy([132, 132, 132, 132], 25)).toEqual({ cards: 3, deep: 184 });
  expect(leafy([176, 176, 176], 25)).toEqual({ cards: 2, deep: 242 });
  expect(leafy([176, 176, 176], 2_000)).toEqual({ cards: 2, deep: 242 });
  expect(leafy([352, 352], 60)).toEqual({ cards: 1, deep: 256 });
});
