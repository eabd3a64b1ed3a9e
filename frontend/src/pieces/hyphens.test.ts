import { expect, test } from "vitest";
import { softHyphens } from "./hyphens";

const shown = (text: string) => softHyphens(text).replaceAll("\u00ad", "-");

test.each([
  ["Implementeringsudfordringen", "Implementerings-udfordringen"],
  ["demenskoordinatorerne", "demens-koordinatorerne"],
  ["udviklingsprojekter", "udviklings-projekter"],
  ["forandringsteorien", "forandrings-teorien"],
  ["kvalitetsudviklingsprojektgruppen", "kvalitets-udviklings-projekt-gruppen"],
  ["Projektledelsen", "Projekt-ledelsen"],
])("%s breaks at its joints", (word, joints) => expect(shown(word)).toBe(joints));

test("an address may break after each of its parts", () =>
  expect(softHyphens("Se https://www.eksempel.dk/a/b?").split("\u200b")).toEqual([
    "Se https://",
    "www.eksempel.dk/",
    "a/",
    "b?",
  ]));

test("short words and other text stay as they are", () => {
  const text = "Hvem ejer projektet, når lederen er rejst videre?";
  expect(softHyphens(text)).toBe(text);
});
