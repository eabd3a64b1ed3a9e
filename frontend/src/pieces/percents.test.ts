import { expect, test } from "vitest";
import { wholePercents } from "./percents";

test.each([
  [
    [0.276, 0.427, 0.297],
    [27, 43, 30],
  ],
  [
    [1 / 3, 1 / 3, 1 / 3],
    [34, 33, 33],
  ],
  [
    [0.004, 0.996],
    [0, 100],
  ],
  [
    [1, 0, 0],
    [100, 0, 0],
  ],
])("shares %j are shown as percent %j, which add up to 100", (shares, percents) => {
  expect(wholePercents(shares)).toEqual(percents);
});

test("whatever the shares, the whole percent add up to 100", () => {
  for (let n = 0; n < 500; n++) {
    const weights = [(n * 37) % 101, (n * 53) % 97, 1 + ((n * 71) % 89)];
    const sum = weights.reduce((total, one) => total + one);
    const percents = wholePercents(weights.map((one) => one / sum));
    expect(percents.reduce((total, one) => total + one)).toBe(100);
  }
});
