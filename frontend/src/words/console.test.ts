import { expect, test } from "vitest";
import { CATALOGUES, consoleWords } from "./console";
import { LANGUAGES } from "./languages";

test.each(LANGUAGES)("no two catalogues of the console's words have the same name in %s", (language) => {
  const names = CATALOGUES.flatMap((catalogue) => Object.keys(catalogue(language)));
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  expect([...names, "code", "suggest"].sort()).toEqual(Object.keys(consoleWords(language)).sort());
});
