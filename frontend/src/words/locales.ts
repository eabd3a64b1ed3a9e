/** Times and dates in the way of each language; the exports write them in the same way (`app/exports/times.py`). */
import { byLanguage } from "./languages";

/** The locale for `Intl`, by which a language writes numbers, times and dates. */
export const localeOf = byLanguage({ da: "da-DK", en: "en-GB" });

/** Of times of day: 14.30 in Danish, 14:30 in English. */
export const clockIn = (language: string) =>
  new Intl.DateTimeFormat(localeOf(language), { hour: "2-digit", minute: "2-digit" });

/** The day of a date without a time, such as "2026-11-25". */
export const dayAt = (date: string) => new Date(`${date}T12:00`);

/** A day with the name of its month: 25. november 2026 in Danish, 25 November 2026 in English. */
export const dateIn = (language: string, day: Date) =>
  day.toLocaleDateString(localeOf(language), { day: "numeric", month: "long", year: "numeric" });

/**
 * A duration as `m:ss`, never below `0:00`. It has a colon in every language, as on a stop-watch: with a dot it would
 * be a time of day in Danish.
 */
export function clockFace(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** How many turns of which length, the same in every language: `2 × 3 min`, `2 × 1:30`, and `3 min` for one turn. */
export function turnsFace(turns: number, turnMs: number): string {
  const each = turnMs % 60_000 ? clockFace(turnMs) : `${turnMs / 60_000} min`;
  return turns > 1 ? `${turns} × ${each}` : each;
}

/** The day of the hour: the organiser's date, else the day the session first left the lobby; undefined before that. */
export function dayOf(
  date: string | null | undefined,
  beganAtMs: number | null | undefined,
): Date | undefined {
  const began = beganAtMs == null ? undefined : new Date(beganAtMs);
  return date ? dayAt(date) : began;
}
