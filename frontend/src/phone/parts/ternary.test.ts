import { expect, test } from "vitest";
import { CORNERS, toPoint, toWeights, towards, type Weights } from "./ternary";

const close = (a: Weights, b: Weights) => a.forEach((weight, n) => expect(weight).toBeCloseTo(b[n]!, 6));

test("a dot's shares give its position, and its position gives them back", () => {
  for (const weights of [
    [1, 0, 0],
    [0, 1, 0],
    [0.2, 0.3, 0.5],
  ] as Weights[])
    close(toWeights(toPoint(weights)), weights);
  expect(toPoint([0, 1, 0])).toEqual(CORNERS[1]);
});

test("a dot dragged out of the triangle stays at its edge", () => {
  const weights = toWeights({ x: 160, y: 400 });
  expect(Math.min(...weights)).toBe(0);
  expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 9);
});

test("each tap on a word brings the dot nearer, and it never gets past the corner", () => {
  let weights = towards(2, null);
  expect(weights[2]).toBeCloseTo(0.6);
  for (let n = 0; n < 100; n++) {
    const next = towards(2, weights);
    expect(next[2]).toBeGreaterThanOrEqual(weights[2]);
    weights = next;
  }
  expect(weights[2]).toBeLessThanOrEqual(1);
});

test("the words' corners are those of the board: the first on top, then left, then right", () => {
  const [top, left, right] = CORNERS;
  expect(top.y).toBeLessThan(left.y);
  expect(left.y).toBe(right.y);
  expect(left.x).toBeLessThan(top.x);
  expect(top.x).toBeLessThan(right.x);
});
