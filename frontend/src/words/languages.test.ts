import { expect, test } from "vitest";
import * as generated from "../live/protocol.generated";
import { LANGUAGES, languageOf, nameOf } from "./languages";
import { localeOf } from "./locales";
import { phoneWords } from "./phone";

test("the screens have the languages that the server names", () => {
  expect(LANGUAGES).toEqual(generated.LANGUAGES);
});

test.each([
  ["da", "da"],
  ["da-DK", "da"],
  ["DA", "da"],
  ["en-US", "en"],
  ["pl", "en"],
  ["", "en"],
])("the language for %j is %s", (tag, language) => {
  expect(languageOf(tag)).toBe(language);
});

test("for a language that the screens do not have the words are English and its name is its tag", () => {
  expect(phoneWords("pl")).toBe(phoneWords("en"));
  expect(localeOf("pl")).toBe("en-GB");
  expect(nameOf("pl", { da: "Dansk", en: "Engelsk" })).toBe("pl");
  expect(nameOf("en", { da: "Dansk", en: "Engelsk" })).toBe("Engelsk");
});
