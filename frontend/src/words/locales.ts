import { byLanguage } from "./languages";

/** For Intl: how a language writes numbers, times and dates. */
export const localeOf = byLanguage({ da: "da-DK", en: "en-GB" });
