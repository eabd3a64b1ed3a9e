import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { digest, fold } from "./mirror";
import type { LaneDigests, ServerFrame, View } from "./wire";

// What the server sends to each screen; its own tests compare it with the same file (tests/golden).
interface Screen {
  out: ServerFrame[];
  final: { view: View; mine: View };
  after: { out: ServerFrame[] };
}
const golden = JSON.parse(readFileSync("../tests/golden/frames.json", "utf8")) as Record<string, Screen>;
const screens = Object.entries(golden);

function folded(frames: ServerFrame[]): {
  lanes: { view: View; mine: View };
  n: { view: number; mine: number };
} {
  const lanes = { view: {} as View, mine: {} as View };
  const n = { view: 0, mine: 0 };
  for (const frame of frames) {
    if (frame.t === "snapshot") {
      Object.assign(lanes, { view: frame.view, mine: {} });
      Object.assign(n, { view: 0, mine: 0 });
    } else if (frame.t === "delta") {
      expect(frame.n).toBe(n[frame.lane] + 1);
      n[frame.lane] = frame.n;
      lanes[frame.lane] = fold(lanes[frame.lane], frame);
    }
  }
  return { lanes, n };
}

test.each(screens)("%s folds its snapshot and deltas to the server's lanes", (_, screen) => {
  expect(folded(screen.out).lanes).toEqual(screen.final);
});

test.each(screens)("%s has the digests and delta numbers of its last pong", (_, screen) => {
  const { lanes, n } = folded(screen.out);
  const pong = screen.out.at(-1) as { t: string; lanes: LaneDigests };
  expect(pong.t).toBe("pong");
  for (const [lane, expected] of Object.entries(pong.lanes) as [
    "view" | "mine",
    [number, [number, number]],
  ][])
    expect([n[lane], digest(lanes[lane])]).toEqual(expected);
});
