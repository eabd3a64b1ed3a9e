/** The words for a text that cleaning will change. */
import { byLanguage } from "./languages";

// The text may have another direction than the sentence around it, so it is isolated.
const isolated = (text: string) => `\u2068${text}\u2069`;

const da = {
  /** `kept` is a piece of the text as it will be. */
  altered: (kept: string) => `Nogle tegn kan ikke sendes. Der kommer til at stå: »${isolated(kept)}«`,
  none: "De tegn kan ikke sendes. Skriv det med andre.",
};
const en: typeof da = {
  altered: (kept) => `Some characters cannot be sent. It will read: “${isolated(kept)}”`,
  none: "These characters cannot be sent. Use others.",
};
export const alteredWords = byLanguage({ da, en });
