/** What the server answers about comparing sessions (`app/web/comparison_api.py`). Null is a hidden figure. */

/** So many sessions can be compared. */
export const MOST = 12;

export interface Comparable {
  /** The join code, or the id of kept totals. */
  id: string;
  kept: boolean;
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

/** Those that are chosen at first: the newest, as many as fit beside each other. */
export const firstChoice = (sessions: readonly Comparable[]): string[] =>
  sessions.slice(0, 4).map((one) => one.id);

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
