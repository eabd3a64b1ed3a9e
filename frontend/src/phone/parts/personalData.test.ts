import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { looksPersonal } from "./personalData";

interface Vector {
  text: string;
  flags: string[];
  phone: boolean;
}
const vectors = JSON.parse(readFileSync("../tests/golden/personal_data.json", "utf8")) as Vector[];

test.each(vectors)("$text", ({ text, phone }) => expect(looksPersonal(text)).toBe(phone));
