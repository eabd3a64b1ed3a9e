import { describe, expect, test } from "vitest";
import { firstChoice, timeOf, type Comparable } from "./compare";

const NOON = Date.parse("2026-11-25T12:00:00");
const held = (id: string, given: Partial<Comparable> = {}): Comparable => ({
  id,
  kept: false,
  imported: false,
  title: "Fra jungle til sti",
  occasion: "",
  place: "Vejle",
  date: "2026-11-25",
  at_ms: NOON,
  ...given,
});

describe("the first choice", () => {
  test("is the four newest", () => {
    const all = [1, 2, 3, 4, 5].map((n) => held(`s${n}`, { at_ms: NOON - n }));
    expect(firstChoice(all)).toEqual(["s1", "s2", "s3", "s4"]);
  });
  test("has no second version of a session, and has imported ones that are here once", () => {
    const old = { imported: true, at_ms: 1 };
    const all = [held("copy", { imported: true }), held("here"), held("old", old), held("older", old)];
    expect(firstChoice(all)).toEqual(["here", "old"]);
  });
});

describe("the time of a session", () => {
  test("is its day alone where no other is alike", () => {
    const all = [held("one"), held("two", { place: "Odense" }), held("three", { date: "2026-11-26" })];
    expect(all.map((one) => timeOf(one, all, "da"))).toEqual([
      "25. november 2026",
      "25. november 2026",
      "26. november 2026",
    ]);
  });
  test("has the time of day where another of the same title and place was held on the same day", () => {
    const all = [held("one"), held("two", { at_ms: NOON + 3 * 3_600_000 })];
    expect(all.map((one) => timeOf(one, all, "da"))).toEqual([
      "25. november 2026, 12.00",
      "25. november 2026, 15.00",
    ]);
    expect(timeOf(all[1]!, all, "en")).toBe("25 November 2026, 15:00");
  });
});
