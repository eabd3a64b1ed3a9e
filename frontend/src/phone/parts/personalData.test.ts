import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { MAY_BE_PERSONAL } from "./mayBePersonal";
import { personalData } from "./personalData";

interface Vector {
  text: string;
  flags: string[];
  phone: boolean;
  /** Newer vectors have the places that the phone marks, in code points. */
  marked?: [flag: string, start: number, end: number][];
}
const vectors = JSON.parse(readFileSync("../tests/golden/personal_data.json", "utf8")) as Vector[];
const codePoints = (text: string) => [...text].length;

test.each(vectors)("$text", ({ text, phone, marked }) => {
  const found = personalData(text);
  expect(found.length > 0).toBe(phone);
  if (phone) expect(text).toMatch(MAY_BE_PERSONAL);
  if (!marked) return;
  const places = found.map(({ kind, start, end }) => [
    kind,
    codePoints(text.slice(0, start)),
    codePoints(text.slice(0, end)),
  ]);
  expect(places).toEqual(marked);
});
