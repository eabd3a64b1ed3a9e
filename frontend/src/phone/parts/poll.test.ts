import { expect, test } from "vitest";
import type { MineRow } from "../../live/wire";
import { steps } from "../../words/phoneStepsDa";
import { writingWords } from "../../words/phoneWriting";
import { myPageText } from "./myPageText";
import { pollOf } from "./poll";

type Given = Pick<MineRow, "state"> & Partial<MineRow>;
const words = { ...writingWords("da"), ...steps };
const PITFALLS = {
  one: { number: 1, title: "Økonomien", answer_title: "Følg pengene", points: ["Spørg"] },
  two: { number: 2, title: "Projektet", answer_title: "Hold fast", points: [] },
};

/** A phone with these own questions, in a session whose walks passed over `skipped`. */
function phone({ mine = {}, supported = {}, skipped = [] }: Record<string, unknown>) {
  const rows = Object.entries(mine as Record<string, Given>).map(([id, given], n) => [
    id,
    { text: id, at_ms: n, pitfall: null, next: false, answer: null, asked_by: "me", ...given },
  ]);
  const tables: Record<string, unknown> = { mine: Object.fromEntries(rows), supported, pitfalls: PITFALLS };
  return {
    language: "da",
    live: { waiting: [], table: (name: string) => tables[name] ?? {}, one: () => ({ listened: false }) },
    step: { skipped },
    pitfall: (id: keyof typeof PITFALLS | null) => (id ? PITFALLS[id] : undefined),
    pitfalls: Object.values(PITFALLS),
  } as never;
}

test.each<[Given["state"], boolean]>([
  ["shown", true],
  ["merged", true],
  ["held", false],
  ["hidden", false],
])("the poll asks about an own question that is %s: %s", (state, isAsked) => {
  const poll = pollOf(phone({ mine: { q: { state } } }));
  expect([poll.own, poll.asked.length, poll.follows]).toEqual(isAsked ? [true, 1, "q"] : [false, 0, ""]);
});

test("who has only a hidden question is asked about the questions that they supported", () => {
  const supported = { p: { text: "Hvem?", pitfall: null, answer: null } };
  const poll = pollOf(phone({ mine: { q: { state: "hidden" } }, supported }));
  expect(poll.asked.map(({ id }) => id)).toEqual(["p"]);
});

test("My page does not say of a question that was kept off the board that it was not placed in time", () => {
  const text = myPageText(phone({ mine: { q: { state: "hidden" }, p: { state: "shown" } } }), words, "Titel");
  expect(text).toBe(
    [
      "Titel",
      `${words.myQuestion}: q\n${words.hidden}`,
      `${words.myQuestion}: p\n${words.noAnswerToday}`,
    ].join("\n\n"),
  );
});

test("My page says of an answer that the room went past that it was skipped", () => {
  const mine = { q: { state: "shown", pitfall: "one" }, p: { state: "shown", pitfall: "two" } };
  const text = myPageText(phone({ mine, skipped: ["one"] }), words, "Titel");
  expect(text).toContain(`1. Økonomien\n${words.skipped}: Følg pengene\n- Spørg`);
  expect(text).toContain(`2. Projektet\n${words.answerToday}: Hold fast`);
  const listener = myPageText(phone({ skipped: ["two"] }), words, "Titel");
  expect(listener).toContain(`1. Økonomien\n${words.answerToday}: Følg pengene`);
  expect(listener).toContain(`2. Projektet\n${words.skipped}: Hold fast`);
});

test("who has only a hidden question takes all answers home, as a listener does", () => {
  const text = myPageText(phone({ mine: { q: { state: "hidden" } } }), words, "Titel");
  expect(text.split("\n\n").slice(1)).toEqual([
    `${words.myQuestion}: q\n${words.hidden}`,
    `1. Økonomien\n${words.answerToday}: Følg pengene`,
    `2. Projektet\n${words.answerToday}: Hold fast`,
  ]);
});
