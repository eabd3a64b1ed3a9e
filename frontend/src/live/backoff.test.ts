import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { afterBye, backoff } from "./backoff";

const HALL = 500;
const BUCKET_MS = 100;

// The delays of the rehearsal's phones are tested against the same file.
const waits = JSON.parse(readFileSync("../tests/golden/waits.json", "utf8")) as {
  backoff_ms: number[];
  after_bye_ms: number;
};

test("the longest delay doubles up to a bound, and the shortest is zero", () => {
  expect(waits.backoff_ms.map((_, attempt) => backoff(attempt, () => 1))).toEqual(waits.backoff_ms);
  expect(afterBye(() => 1)).toBe(waits.after_bye_ms);
  expect(backoff(3, () => 0)).toBe(0);
});

/** A seeded random number generator (mulberry32). */
function chance(seed: number) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** When each phone of the hall reconnects after an outage of `awayMs`, in ms from its beginning. */
function comingBack(awayMs: number, random: () => number): number[] {
  return Array.from({ length: HALL }, () => {
    let now = 0;
    for (let attempt = 0; now < awayMs; attempt++) now += backoff(attempt, random);
    return now;
  });
}

function largestShare(moments: number[]): number {
  const counts = new Map<number, number>();
  for (const moment of moments) {
    const bucket = Math.floor(moment / BUCKET_MS);
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }
  return Math.max(...counts.values()) / moments.length;
}

test("l5 after an announced restart the reconnects of a hall spread over five seconds", () => {
  const random = chance(1);
  expect(largestShare(Array.from({ length: HALL }, () => afterBye(random)))).toBeLessThan(0.05);
});

// After a short outage the delays are still short, so more phones reconnect at once; the server can take that many.
test.each([
  [1_000, 0.2],
  [5_000, 0.05],
  [30_000, 0.05],
])(
  "l5 after an outage of %i ms at most %d of the hall's phones reconnect within the same 100 ms",
  (away, share) => {
    const moments = comingBack(away, chance(2));
    expect(largestShare(moments)).toBeLessThan(share);
    expect(moments.filter((moment) => moment < away + 10_000)).toHaveLength(HALL);
  },
);
