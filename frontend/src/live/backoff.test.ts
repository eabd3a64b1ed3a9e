import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { afterBye, backoff } from "./backoff";

const HALL = 500;
const BUCKET_MS = 100;

// The rehearsal's phones are held to the same waits.
const waits = JSON.parse(readFileSync("../tests/golden/waits.json", "utf8")) as {
  backoff_ms: number[];
  after_bye_ms: number;
};

test("the longest wait grows up to a bound, and there is no shortest", () => {
  expect(waits.backoff_ms.map((_, attempt) => backoff(attempt, () => 1))).toEqual(waits.backoff_ms);
  expect(afterBye(() => 1)).toBe(waits.after_bye_ms);
  expect(backoff(3, () => 0)).toBe(0);
});

/** Numbers that look like chance and are the same every time (mulberry32). */
function chance(seed: number) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** When each phone of the hall gets through, the server having been away for so long. */
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

test("l5 a hall that is told of a restart spreads its return over five seconds", () => {
  const random = chance(1);
  expect(largestShare(Array.from({ length: HALL }, () => afterBye(random)))).toBeLessThan(0.05);
});

// After a short absence the waits are still short, so that more come at once: the server takes them.
test.each([
  [1_000, 0.2],
  [5_000, 0.05],
  [30_000, 0.05],
])(
  "l5 after %i ms without a server no tenth of a second sees more than %d of the hall come back",
  (away, share) => {
    const moments = comingBack(away, chance(2));
    expect(largestShare(moments)).toBeLessThan(share);
    expect(moments.filter((moment) => moment < away + 10_000)).toHaveLength(HALL);
  },
);
