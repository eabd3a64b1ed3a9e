import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { clean, graphemes, size } from "./text";

interface Vector {
  text: string;
  clean: string;
  graphemes: number;
}
const vectors = JSON.parse(readFileSync("../tests/golden/graphemes.json", "utf8")) as Vector[];

test.each(vectors)("$text is cleaned and counted as the server does it", (vector) => {
  expect(clean(vector.text)).toBe(vector.clean);
  expect(graphemes(vector.clean)).toBe(vector.graphemes);
});

test("size is in bytes", () => expect(size("åæ🔥")).toBe(8));
