import { expect, test } from "vitest";
import { sheetName } from "./sheetName";

const talk = { id: "talk", title: { da: "Oplægget", en: "The talk" } };
const copy = { id: "copy", title: { da: "Oplægget", en: "Our talk" } };

test("a run sheet is named by its title", () => {
  expect(sheetName(talk, [talk, copy], "en")).toBe("The talk");
  expect(sheetName(talk, [talk], "da")).toBe("Oplægget");
});

test("run sheets with one title are named by their ids too", () => {
  expect([talk, copy].map((one) => sheetName(one, [talk, copy], "da"))).toEqual([
    "Oplægget (talk)",
    "Oplægget (copy)",
  ]);
});
