/** The words of the phone's steps, fetched together with the steps, in the phone's language only. */
import type { Language } from "../live/wire";
import { languageOf } from "../words/languages";
import { writingWords, type WritingWords } from "../words/phoneWriting";
import { fetchPart } from "./fetchPart";
import type { Phone } from "./phone.svelte";

type Words = typeof import("../words/phoneStepsDa");
export type StepWords = WritingWords & Words["steps"];

const FETCH: Record<Language, () => Promise<Words>> = {
  da: () => import("../words/phoneStepsDa"),
  en: () => import("../words/phoneStepsEn"),
};
let fetched = $state.raw<Partial<Record<Language, Words>>>({});
// Until a language's words are fetched, the steps use those of a language that was fetched before: a phone without a
// network keeps its page when its owner chooses another language.
const wordsIn = (language: string) => fetched[languageOf(language)] ?? Object.values(fetched)[0]!;

/** Fetch the words of the phone's language, and from then on of each language that its owner chooses. */
export function fetchWords(phone: Phone): Promise<void> {
  return new Promise((resolve) => {
    $effect.root(() => {
      $effect(() => {
        const { language } = phone;
        void fetchPart(phone, FETCH[language]).then((words) => {
          fetched = { ...fetched, [language]: words };
          resolve();
        });
      });
    });
  });
}

/** The words of the steps and of the text box; to be called after `fetchWords` only. */
export const stepWords = (language: string): StepWords => ({
  ...writingWords(language),
  ...wordsIn(language).steps,
});
