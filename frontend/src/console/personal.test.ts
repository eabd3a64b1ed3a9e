import { expect, test } from "vitest";
import type { PersonalPlace } from "../live/wire";
import { pieces } from "./personal";

const place = (flag: PersonalPlace["flag"], start: number, end: number): PersonalPlace => ({
  flag,
  start,
  end,
});

test("a text without places is one piece, and an empty one is none", () => {
  expect(pieces("Hvem ejer effekten?", [])).toEqual([{ text: "Hvem ejer effekten?" }]);
  expect(pieces("", [])).toEqual([]);
});

test("places are cut out where the server counts code points", () => {
  expect(pieces("😀 Ring 22 33 44 55 nu", [place("phone", 7, 18)])).toEqual([
    { text: "😀 Ring " },
    { text: "22 33 44 55", kind: "phone" },
    { text: " nu" },
  ]);
});

test("places that overlap or touch the ends leave no empty piece", () => {
  const places = [place("title_name", 0, 14), place("full_name", 4, 14), place("phone", 16, 24)];
  expect(pieces("fru Mette Holm, 22334455", places)).toEqual([
    { text: "fru Mette Holm", kind: "title_name" },
    { text: ", " },
    { text: "22334455", kind: "phone" },
  ]);
});
