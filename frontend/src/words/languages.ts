/** The languages of the screens: which one to use, its name, and the choice among a catalogue's words. */
import type { Language } from "../live/wire";

/** The name of each language, in that language. */
export const OWN_NAMES: Record<Language, string> = { da: "Dansk", en: "English" };

/** The word "language" in each language. */
export const LANGUAGE: Record<Language, string> = { da: "Sprog", en: "Language" };

// Not the generated list: importing that would bring all generated tables into the phone's shell.
export const LANGUAGES = Object.keys(OWN_NAMES) as Language[];

/** The screens' language for a tag such as `da-DK`; English where the screens lack it, as a run sheet's may be. */
export const languageOf = (tag: string): Language =>
  LANGUAGES.find((language) => language === tag.slice(0, 2).toLowerCase()) ?? "en";

export const browserLanguage = (): Language => languageOf(navigator.language);

/** The name of a run sheet's language; its tag where the screens do not have the language. */
export const nameOf = (language: string, names: Partial<Record<string, string>>): string =>
  names[language] ?? language;

/** A function that gives a catalogue's words in a language. A catalogue has a surface's words in all languages. */
export const byLanguage =
  <Words>(words: Record<Language, Words>) =>
  (language: string): Words =>
    words[languageOf(language)];
