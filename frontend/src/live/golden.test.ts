import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { digest, fold } from "./mirror";
import type { Delta, Frame, Lanes, Row, Snapshot, Tables, View } from "./wire";

// What the server promises, as its own tests hold it to (tests/golden).
interface Screen {
  out: Frame[];
  final: { view: View; mine: View };
  after: { out: Frame[] };
}
const golden = JSON.parse(readFileSync("../tests/golden/frames.json", "utf8")) as Record<string, Screen>;
const screens = Object.entries(golden);

function folded(frames: Frame[]): { lanes: { view: View; mine: View }; n: { view: number; mine: number } } {
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

test.each(screens)("%s folds its snapshot and deltas to the server's picture", (_, screen) => {
  expect(folded(screen.out).lanes).toEqual(screen.final);
});

test.each(screens)("%s comes to the digests and numbers of its last pong", (_, screen) => {
  const { lanes, n } = folded(screen.out);
  const pong = screen.out.at(-1) as { t: string; lanes: Lanes };
  expect(pong.t).toBe("pong");
  for (const [lane, told] of Object.entries(pong.lanes) as ["view" | "mine", [number, [number, number]]][])
    expect([n[lane], digest(lanes[lane])]).toEqual(told);
});

// One key for every field of every table: the compiler misses none, and lets none be that wire.ts lacks.
type Fields = { [T in keyof Tables]: Record<Exclude<keyof Tables[T], "r">, true> };
const FIELDS: Required<{ [T in keyof Fields]: Required<Fields[T]> }> = {
  session: {
    code: true,
    title: true,
    subtitle: true,
    occasion: true,
    date: true,
    place: true,
    language: true,
    languages: true,
    rehearsal: true,
    ended: true,
  },
  step: { step: true, beat: true, beats: true, at_ms: true, began_at_ms: true },
  timer: { phase: true, turn: true, turns: true, turn_ms: true, ends_at_ms: true, left_ms: true },
  gates: {
    submissions: true,
    closed_at_ms: true,
    grace_ms: true,
    poll: true,
    editing: true,
    lobby_locked: true,
  },
  counts: { joined: true, questions: true, next: true },
  sheet: {
    question_prompt: true,
    prompts: true,
    closing: true,
    steps: true,
    minutes: true,
    momentum: true,
    poll_question: true,
    next_question: true,
    max_graphemes: true,
    per_participant: true,
    others_visible: true,
  },
  pitfalls: {
    number: true,
    short: true,
    title: true,
    causes: true,
    answer_title: true,
    points: true,
    ad_hoc: true,
  },
  board: { blank: true, frozen: true, qr: true, language: true, dots_shown: true, spotlight: true },
  tallies: { questions: true },
  questions: { text: true, at_ms: true, next: true },
  places: { pitfall: true },
  support: { n: true },
  flags: {
    state: true,
    why: true,
    into: true,
    merged: true,
    taken_up: true,
    parked: true,
    proposed: true,
    by_room: true,
  },
  poll: {
    yes: true,
    partly: true,
    no: true,
    answers: true,
    asked: true,
    hidden: true,
    listened: true,
    people: true,
    supporters: true,
  },
  momentum: { dots: true, hidden: true, centre: true },
  dots: { weights: true },
  devices: { name: true },
  notes: { text: true },
  "live.presence": {
    connected: true,
    typing: true,
    boards: true,
    consoles: true,
    newcomers: true,
    rush: true,
  },
  mine: {
    text: true,
    at_ms: true,
    state: true,
    pitfall: true,
    others: true,
    taken_up: true,
    in_focus: true,
    next: true,
    follows: true,
    answer: true,
    editable: true,
  },
  me: { listened: true, open: true, supports: true, dot: true, pair: true },
  supported: { text: true, pitfall: true, answer: true },
  others: { text: true, pitfall: true, support: true },
};

function isPicture(frame: Frame): frame is Snapshot | Delta {
  return frame.t === "snapshot" || frame.t === "delta";
}

test("every table and field the server sends is known here, and none is known that it never sends", () => {
  const sent: Record<string, Set<string>> = {};
  for (const screen of Object.values(golden))
    for (const frame of [...screen.out, ...screen.after.out].filter(isPicture))
      for (const [table, rows] of Object.entries(frame.t === "snapshot" ? frame.view : (frame.put ?? {})))
        for (const row of Object.values<Row>(rows))
          for (const field of Object.keys(row)) (sent[table] ??= new Set()).add(field);
  for (const fields of Object.values(sent)) fields.delete("r");
  const known = Object.fromEntries(
    Object.entries(FIELDS).map(([table, fields]) => [table, Object.keys(fields).sort()]),
  );
  expect(Object.fromEntries(Object.entries(sent).map(([table, set]) => [table, [...set].sort()]))).toEqual(
    known,
  );
});
