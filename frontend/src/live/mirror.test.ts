import { expect, test } from "vitest";
import { digest, fold } from "./mirror";
import { ServerTime } from "./servertime";

test("a delta puts and cuts rows and leaves other tables the same objects", () => {
  const view = { a: { x: { r: 1 }, y: { r: 2 } }, b: { it: { r: 3 } } };
  const next = fold(view, { put: { a: { x: { r: 4 } } }, cut: { a: ["y"] } });
  expect(next).toEqual({ a: { x: { r: 4 } }, b: { it: { r: 3 } } });
  expect(next.b).toBe(view.b);
  expect(view.a.y).toEqual({ r: 2 });
});

test("the digest counts rows and adds up r, presence left out", () => {
  expect(digest({ a: { x: { r: 4 } }, "live.presence": { it: {} } })).toEqual([1, 4]);
  expect(digest({ a: { x: { r: 2 ** 53 - 1 }, y: { r: 3 } } })).toEqual([2, 2]);
});

test("server time follows the quickest round trip", () => {
  const time = new ServerTime();
  time.sample(0, 1_000, 50_000);
  time.sample(2_000, 2_010, 60_000);
  time.sample(4_000, 5_500, 90_000);
  expect(Math.abs(time.now() - performance.now() - (60_000 + 5 - 2_010))).toBeLessThan(5);
});
