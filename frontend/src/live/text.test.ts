import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { altered, clean, graphemes, size } from "./text";

const golden = <Vector>(file: string) =>
  JSON.parse(readFileSync(`../tests/golden/${file}`, "utf8")) as Vector[];
const counted = golden<{ text: string; clean: string; graphemes: number }>("graphemes.json");
const cleaned = golden<{ note: string; raw: string; clean: string }>("clean.json");

test.each(counted)("$text is cleaned and counted as the server does it", (vector) => {
  expect(clean(vector.text)).toBe(vector.clean);
  expect(graphemes(vector.clean)).toBe(vector.graphemes);
});

test.each(cleaned)("$note: cleaned as the server does it", (vector) => {
  expect(clean(vector.raw)).toBe(vector.clean);
});

test("size is in bytes", () => expect(size("åæ🔥")).toBe(8));

test.each(counted.filter(({ text, clean }) => text.normalize("NFC") === clean))(
  "$text is kept, so altered is null",
  ({ text }) => expect(altered(text)).toBeNull(),
);

test.each([
  ["blanks and blank lines", "  Hvem\t ejer\u00a0 det? \r\n\r\n Vi? "],
  ["invisible characters", "im\u00adple\u200bmen\u2060te\u200dring\ufeff"],
  ["letters and their marks apart", "A\u030aben"],
])("for %s altered is null", (_, typed) => expect(altered(typed)).toBeNull());

test.each([
  ["a long run", "hmmmmmmmmmmmmmmmm, og så?", "hmmmmmmmmmm, og så?"],
  ["a run in a long text", "Hvem ejer effekten på sigt, ja!!!!!!!!!!!!", "…sigt, ja!!!!!!!!!!"],
  ["stacked marks", "Z\u0351\u036b\u0313\u036a\u0302algo", "Z\u0351\u036balgo"],
  ["lines beyond the sixth", "1\n2\n3\n4\n5\n6\n7", "1\n2\n3\n4\n5\n6 7"],
  ["a private-use character", "\uf8ff", ""],
])("%s: altered is the text that is left", (_, typed, kept) => expect(altered(typed)).toBe(kept));
