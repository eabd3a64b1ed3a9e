import { expect, test } from "vitest";
import { CANOPY, EMPTY, HOLD_MS, PACE_MS, TURN_MS, settle, type Jungle } from "./jungle";

const ids = (count: number) => Array.from({ length: count }, (_, n) => `q${n}`);
const ring = (jungle: Jungle) => jungle.ring.flatMap((one) => one?.id ?? []);
/** Calls `settle` every 100 ms and yields the jungle after each call. */
function* live(from: Jungle, all: string[], startMs: number, endMs: number) {
  let jungle = from;
  for (let ms = startMs; ms <= endMs; ms += 100) yield (jungle = settle(jungle, all, ms));
}

test("a board that has just been opened shows the newest question in the clearing and fills the ring", () => {
  expect(settle(EMPTY, [], 0).centre).toBeNull();
  const nine = settle(EMPTY, ids(9), 0);
  expect([nine.centre?.id, ring(nine).length]).toEqual(["q8", 8]);
  expect(ring(settle(EMPTY, ids(60), 0))).toEqual(["q58", "q57", "q56", "q55", "q54", "q53", "q52"]);
});

test("the newest question stays in the clearing for four seconds, however many more come", () => {
  let jungle = settle(EMPTY, ids(1), 0);
  for (let ms = 100; ms < HOLD_MS; ms += 100) {
    jungle = settle(jungle, ids(1 + ms / 100), ms);
    expect(jungle.centre?.id).toBe("q0");
  }
  jungle = settle(jungle, ids(50), HOLD_MS + PACE_MS);
  expect(jungle.centre?.id).toBe("q49");
  expect(ring(jungle)).toContain("q0");
});

test.each([0, 1])(
  "at most three questions move in a second, also when there were only %i before",
  (count) => {
    let before = settle(EMPTY, ids(count), 0);
    const moves: number[] = [];
    const readable = (jungle: Jungle) => new Set([jungle.centre?.id, ...ring(jungle)]);
    for (let ms = 0; ms < 3_000; ms += 20) {
      const after = settle(before, ids(60), ms);
      if (after.movedMs !== before.movedMs) moves.push(ms);
      expect([...readable(after)].filter((id) => !readable(before).has(id)).length).toBeLessThanOrEqual(1);
      expect(ring(after)).not.toContain(after.centre?.id);
      before = after;
    }
    expect(moves.length).toBeGreaterThan(5);
    for (const [n, ms] of moves.entries())
      expect(ms - (moves[n - 1] ?? -1_000)).toBeGreaterThanOrEqual(PACE_MS);
  },
);

test("questions that became leaves return to the ring one by one, and the newest stays in the clearing", () => {
  const seen = new Set<string>();
  for (const jungle of live(settle(EMPTY, ids(20), 0), ids(20), 100, 14 * TURN_MS)) {
    expect(jungle.centre?.id).toBe("q19");
    ring(jungle).forEach((id) => seen.add(id));
  }
  expect(seen.size).toBe(19);
});

test("in a canopy questions that became leaves return to the clearing", () => {
  const all = ids(CANOPY + 5);
  const centres = new Set<string>();
  for (const jungle of live(settle(EMPTY, all, 0), all, 100, 5 * TURN_MS + 500))
    centres.add(jungle.centre!.id);
  expect([...centres]).toEqual(["q124", "q0", "q1", "q2", "q3", "q4"]);
});

test("a question that is hidden or withdrawn leaves at once", () => {
  const jungle = settle(EMPTY, ids(5), 0);
  const fewer = settle(jungle, ["q0", "q1", "q3"], 10);
  expect([fewer.centre, ring(fewer).sort()]).toEqual([null, ["q0", "q1", "q3"]]);
  const later = settle(fewer, ["q0", "q1", "q3"], PACE_MS);
  expect(later.centre?.id).toBe("q3");
  expect(ring(later).sort()).toEqual(["q0", "q1"]);
});
