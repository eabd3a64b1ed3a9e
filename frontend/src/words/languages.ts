/** The languages of the screens: which one to use, what each is called, and the words of a surface in each. */
import type { Language } from "../live/wire";

/** What a language calls itself. */
export const OWN_NAMES: Record<Language, string> = { da: "Dansk", en: "English" };

/** The word "language" in each. */
export const LANGUAGE: Record<Language, string> = { da: "Sprog", en: "Language" };

// Not the generated list, with which all generated tables would come into the phone's shell.
export const LANGUAGES = Object.keys(OWN_NAMES) as Language[];

/** The screens' language for a tag such as `da-DK`; English where they have none. A run sheet may have others. */
export const languageOf = (tag: string): Language =>
  LANGUAGES.find((language) => language === tag.slice(0, 2).toLowerCase()) ?? "en";

export const browserLanguage = (): Language => languageOf(navigator.language);

/** The name of a run sheet's language; its tag where the screens do not have the language. */
export const nameOf = (language: string, names: Partial<Record<string, string>>): string =>
  names[language] ?? language;

/** Finds the words of a surface in a language. Every surface has a catalogue of its words in all languages. */
export const byLanguage =
  <Words>(words: Record<Language, Words>) =>
  (language: string): Words =>
    words[languageOf(language)];
