import { expect, test } from "vitest";
import type { Card } from "./cards.svelte";
import { NO_FLAGS } from "./flags";
import { HeldQuestions } from "./heldQuestions.svelte";
import { Undoing } from "./undoing.svelte";

type State = Card["flags"]["state"];
const card = (state: State, why: string[], r = 1) =>
  ({ id: "q", text: "Ring til Mette", r, flags: { ...NO_FLAGS, state, why } }) as unknown as Card;

test.each<[State, string[], boolean]>([
  ["held", ["person"], true],
  ["held", ["next"], false],
  ["hidden", ["person"], true],
  ["hidden", ["moderation", "next"], true],
  ["hidden", ["next"], false],
  ["hidden", [], false],
  ["shown", ["person"], false],
  ["merged", ["person"], false],
])("a question that is %s, with the reasons %j: its text is covered, %s", (state, why, isCovered) => {
  expect(new HeldQuestions({} as never).isCovered(card(state, why))).toBe(isCovered);
});

test("a held text that was uncovered is covered again once it is hidden", () => {
  const held = new HeldQuestions({} as never);
  held.uncover(card("held", ["person"], 1));
  expect(held.isCovered(card("held", ["person"], 1))).toBe(false);
  expect(held.isCovered(card("hidden", ["person"], 2))).toBe(true);
});

test("a held text that was read, hidden and is held again by undo does not count as changed", () => {
  const hidden: string[] = [];
  const held = new HeldQuestions({ grouping: { hide: (id: string) => hidden.push(id) } } as never);
  held.uncover(card("held", ["person"], 1));
  held.hide(card("held", ["person"], 1));
  expect([hidden, held.seen]).toEqual([["q"], {}]);
});

/** What undo says of a question before it is pressed, and what it says it has undone. */
async function said(what: string, one: Card) {
  const told: string[] = [];
  const app = {
    cards: { byId: () => one },
    words: {
      quoted: (text: string) => `»${text}«`,
      doneAs: { [what]: what },
      undone: (what: string) => what,
    },
    ask: () => Promise.resolve(true),
    tell: (text: string) => told.push(text),
    grouping: { oneByOne: { returnTo: () => undefined } },
    held: new HeldQuestions({} as never),
    toast: null,
  };
  const row = {
    command_id: "c",
    what,
    n: 1,
    question_id: "q",
    step: "collect",
    shows: false,
    redo_shows: false,
  };
  const undoing = new Undoing(app as never);
  const before = undoing.inWords(row as never);
  await undoing.undoNow(row as never);
  return [before, ...told];
}

test("undo says that a covered question was hidden, and quotes one that was held for nothing", async () => {
  expect(await said("hidden", card("hidden", ["person"]))).toEqual(["hidden", "hidden"]);
  expect(await said("hidden", card("hidden", []))).toEqual([
    "hidden »Ring til Mette«",
    "hidden »Ring til Mette«",
  ]);
});

test("a text that undo takes off the board, to be covered again, is not quoted in what was undone", async () => {
  expect(await said("shown", card("shown", ["person"]))).toEqual(["shown »Ring til Mette«", "shown"]);
  expect(await said("placed", card("shown", ["person"]))).toEqual([
    "placed »Ring til Mette«",
    "placed »Ring til Mette«",
  ]);
});
