import { expect, test, vi } from "vitest";
import { NO_FLAGS } from "../flags";
import type { Card } from "../cards.svelte";
import { folded, search, type Filter } from "./search";

let made = 0;
const card = (text: string, more: Partial<Card> = {}, flags: Partial<Card["flags"]> = {}): Card => ({
  id: `q${made++}`,
  text,
  r: 1,
  at: made,
  next: false,
  pitfall: null,
  placed: 0,
  support: 0,
  personal: [],
  ...more,
  flags: { ...NO_FLAGS, state: "shown", ...flags },
});
const texts = (cards: Card[], sought: string, filters: Filter[] = [], covered: Card[] = []) =>
  search(cards, sought, filters, (one) => covered.includes(one)).map(({ text }) => text);

test.each([
  ["Økonomi", "okonomi"],
  ["OEKONOMI", "okonomi"],
  ["ærlig", "aerlig"],
  ["Ærlig", "arlig"],
  ["Århus", "Aarhus"],
  ["årsag", "arsag"],
  ["idé", "ide"],
])("%s and %s are folded alike", (one, other) => {
  expect(folded(one)).toBe(folded(other));
});

test.each(["økonomi", "oekonomi", "okonomi", "ØKONOMI", "konom", "hvor økonomi", "økonomi hvor"])(
  "a question is found by %j, whatever way its words are spelt",
  (sought) => {
    const cards = [card("Hvor er økonomien?"), card("Hvor er modet?")];
    expect(texts(cards, sought)).toEqual(["Hvor er økonomien?"]);
  },
);

test("a part of a word is found across letters that folding joins", () => {
  expect(texts([card("Hvad siger Michael og poeten?")], "el eten")).toHaveLength(1);
});

test("signs that mean something in a pattern are letters like others", () => {
  expect(texts([card("Hvad (.*) koster det?"), card("Andet")], "(.*)")).toEqual(["Hvad (.*) koster det?"]);
});

test("without words and filters nothing is found, and what comes in last stands last", () => {
  const cards = [card("Nyest", { at: 3 }), card("Ældst", { at: 1 })];
  expect(texts(cards, "  ")).toEqual([]);
  expect(texts(cards, "st")).toEqual(["Ældst", "Nyest"]);
});

test.each<[Filter[], string[]]>([
  [["unplaced"], ["støttet", "under", "fri"]],
  [["supported"], ["lagt", "støttet"]],
  [["unplaced", "supported"], ["støttet"]],
  [["held"], ["holdt"]],
  [["merged"], ["under", "over"]],
  [["held", "unplaced"], []],
])("the filters %j show only what passes them all", (filters, wanted) => {
  const cards = [
    card("fri"),
    card("næste", { next: true }),
    card("næste, holdt", { next: true }, { state: "held" }),
    card("skjult", {}, { state: "hidden" }),
    card("over", { pitfall: "p" }, { state: "merged", into: "q" }),
    card("under", {}, { merged: 1 }),
    card("holdt", {}, { state: "held" }),
    card("støttet", { support: 2 }),
    card("lagt", { pitfall: "p", support: 1 }),
  ];
  expect(texts(cards, "", filters).toSorted()).toEqual(wanted.toSorted());
});

test("a covered question is found by its filter, but by no word", () => {
  const held = card("Fru Hansen", {}, { state: "held" });
  expect(texts([held], "", ["held"], [held])).toEqual(["Fru Hansen"]);
  expect(texts([held], "hansen", ["held"], [held])).toEqual([]);
  expect(texts([held], "hansen", ["held"])).toEqual(["Fru Hansen"]);
});

test("each text is folded once, however many keys are typed", () => {
  const text = vi.spyOn(String.prototype, "normalize");
  const cards = Array.from({ length: 2_000 }, (_, n) => card(`Hvem ejer økonomien i nummer ${n}?`));
  for (const sought of ["ø", "øk", "øko", "økon"]) expect(texts(cards, sought)).toHaveLength(2_000);
  // The texts, and each of the four words that were sought.
  expect(text).toHaveBeenCalledTimes(2_004);
});
