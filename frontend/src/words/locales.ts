import { byLanguage } from "./languages";

/** The locale for `Intl`, by which a language writes numbers, times and dates. */
export const localeOf = byLanguage({ da: "da-DK", en: "en-GB" });

export const clockIn = (language: string) =>
  new Intl.DateTimeFormat(localeOf(language), { hour: "2-digit", minute: "2-digit" });

/** The day of the hour: the organiser's date, else the day the session first left the lobby; undefined before that. */
export function dayOf(
  date: string | null | undefined,
  beganAtMs: number | null | undefined,
): Date | undefined {
  const began = beganAtMs == null ? undefined : new Date(beganAtMs);
  return date ? new Date(`${date}T12:00`) : began;
}
