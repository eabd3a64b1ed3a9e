import { expect, test } from "vitest";
import type { SuggestionRow } from "../../live/wire";
import { offersFor, sureOf, shownShare } from "./offers";

const PITFALLS = [{ id: "a" }, { id: "b" }, { id: "c" }];
const row = (given: Partial<SuggestionRow>): SuggestionRow => ({
  first: "a",
  first_p: 0.7,
  second: null,
  second_p: 0,
  has_second: false,
  certain: false,
  because: { kind: "words", words: [], text: "" },
  alike: [],
  ...given,
});
const CLOSE = { second: "b", second_p: 0.25, has_second: true };

/** What is offered, in brief: the pitfall or "none", with a mark on the asker's. */
const brief = (given: Partial<SuggestionRow> | undefined, proposed: string | null) =>
  offersFor(given && row(given), proposed, PITFALLS).map(
    ({ pitfall, asker }) => (pitfall?.id ?? "none") + (asker ? "!" : ""),
  );

test.each<[string, Partial<SuggestionRow> | undefined, string | null, string[]]>([
  ["nothing is known", undefined, null, []],
  ["only the asker proposed one", undefined, "b", ["b!"]],
  ["one is suggested", {}, null, ["a"]],
  ["a second is close", CLOSE, null, ["a", "b"]],
  ["the asker proposed the first", CLOSE, "a", ["a!", "b"]],
  ["the asker proposed the second", CLOSE, "b", ["a", "b!"]],
  ["the asker proposed another", CLOSE, "c", ["a", "b", "c!"]],
  ["a suggestion is too weak", { first_p: 0 }, null, []],
  ["a suggestion is too weak, but the asker proposed one", { first_p: 0 }, "c", ["c!"]],
  ["it fits none", { first: null }, null, ["none"]],
  ["it fits none, but the asker proposed one", { first: null }, "c", ["c!", "none"]],
  ["it fits none, or else the second", { ...CLOSE, first: null }, null, ["none", "b"]],
  ["it may fit none", { ...CLOSE, second: null }, null, ["a", "none"]],
  ["the first was removed", { ...CLOSE, first: "gone" }, null, ["b"]],
  ["the asker's was removed", {}, "gone", ["a"]],
])("what is offered where %s", (_, given, proposed, offered) => {
  expect(brief(given, proposed)).toEqual(offered);
});

test.each<[string, Partial<SuggestionRow> | undefined, string | null, string | undefined]>([
  ["a certain one", { certain: true }, null, "a"],
  ["a certain one against the asker's", { certain: true }, "b", "a"],
  ["no likely one", {}, null, undefined],
  ["the asker's where nothing is suggested", undefined, "b", "b"],
  ["the asker's where a suggestion is too weak", { first_p: 0 }, "b", "b"],
  ["nothing where an uncertain suggestion agrees with the asker", {}, "a", undefined],
  ["neither where they disagree", {}, "b", undefined],
  ["nothing where it fits none, though the asker proposed one", { first: null }, "b", undefined],
  ["nothing where it fits none for certain", { first: null, certain: true }, null, undefined],
  ["nothing where the certain one was removed", { ...CLOSE, first: "gone", certain: true }, null, undefined],
])("all certain takes %s", (_, given, proposed, taken) => {
  const made = given && row(given);
  expect(sureOf(made, offersFor(made, proposed, PITFALLS))?.id).toBe(taken);
});

test("a share is shown in steps of five percent, and never as certain or impossible", () => {
  const percent = (share: number) => Math.round(shownShare(share) * 100);
  expect([0.001, 0.52, 0.53, 0.874, 0.97, 1].map(percent)).toEqual([5, 50, 55, 85, 95, 95]);
});
