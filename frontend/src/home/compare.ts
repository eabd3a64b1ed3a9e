/** What the server answers about comparing sessions (`app/web/comparison_api.py`). Null is a hidden figure. */

import { clockIn, dateIn, dayOf } from "../words/locales";

/** So many sessions can be compared. */
export const MOST = 12;

export interface Comparable {
  /** The join code, or the id of kept totals. */
  id: string;
  kept: boolean;
  /** Whether it is here and came from a file. */
  imported: boolean;
  title: string;
  occasion: string;
  place: string | null;
  date: string | null;
  at_ms: number;
}
export interface ComparableSheet {
  run_sheet: string;
  title: Record<string, string>;
  /** Newest first. */
  sessions: Comparable[];
}
export interface Answers {
  yes: number;
  partly: number;
  no: number;
}
export interface Centre {
  dots: number | null;
  centre: [number, number, number] | null;
}
export interface ComparedSession extends Comparable {
  people: number | null;
  questions: number | null;
  answers: Answers | null;
  /** Null where the run sheet has no momentum. */
  momentum: Centre | null;
}
export interface Figures {
  questions: number | null;
  share: number | null;
  answers: Answers | null;
  /** What the pitfall was called in this session, where that was something else. */
  title: string | null;
}
export interface ComparedPitfall {
  id: string;
  /** Empty for the tray. */
  title: string;
  /** In the order of the sessions; null where a session does not have it. */
  sessions: (Figures | null)[];
  all: Figures;
}
export interface Comparison {
  /** Oldest first. */
  sessions: ComparedSession[];
  people: number | null;
  questions: number | null;
  answers: Answers | null;
  /** The tray is last. */
  pitfalls: ComparedPitfall[];
  momentum: (Centre & { words: string[] }) | null;
}

/** Those that are chosen at first: the newest, as many as fit beside each other, and of each session one version. */
export function firstChoice(sessions: readonly Comparable[]): string[] {
  const versions = new Map<number, Comparable>();
  for (const one of sessions) {
    const known = versions.get(one.at_ms);
    if (!known || (known.imported && !one.imported)) versions.set(one.at_ms, one);
  }
  return [...versions.values()].slice(0, 4).map((one) => one.id);
}

/** The day on which a session was held, with its time where another of the same title and place has the same day. */
export function timeOf(session: Comparable, all: readonly Comparable[], language: string): string {
  const day = dateIn(language, dayOf(session.date, session.at_ms)!);
  const isAlike = (other: Comparable) =>
    other.id !== session.id &&
    other.title === session.title &&
    other.place === session.place &&
    dateIn(language, dayOf(other.date, other.at_ms)!) === day;
  return all.some(isAlike) ? `${day}, ${clockIn(language).format(session.at_ms)}` : day;
}

/** The address of a comparison, or of its workbook with `ending` .xlsx. */
export function comparisonPath(
  sheet: string,
  ids: readonly string[],
  language: string,
  ending: "" | ".xlsx" = "",
): string {
  const query = new URLSearchParams([...ids.map((id) => ["session", id]), ["lang", language]]);
  return `comparisons/${sheet}${ending}?${query.toString()}`;
}
