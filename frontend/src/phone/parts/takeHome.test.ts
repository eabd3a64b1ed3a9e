import { expect, test } from "vitest";
import { homePage } from "./takeHome";

const TEXT = "Hvad & hvem?\n24. november\n\nMit spørgsmål: <b>Hvem</b> ejer\n- Et punkt\n\nDet sidste";

test("the file has all of the text, fetches nothing, and escapes what was written", () => {
  const page = new DOMParser().parseFromString(homePage({ language: "da", text: TEXT }), "text/html");
  expect(page.documentElement.lang).toBe("da");
  expect(page.querySelector("h1")?.textContent).toBe("Hvad & hvem?");
  const lines = [...page.querySelectorAll("h1, p")].map((line) => line.textContent);
  expect(lines).toEqual(TEXT.split(/\n+/));
  expect(page.querySelectorAll("section")).toHaveLength(2);
  expect(page.querySelectorAll("b, script, img, link, [src], [href]")).toHaveLength(0);
});
