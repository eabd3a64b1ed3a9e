import { IndexedRows } from "../live/indexedRows";
import type { FlagsRow, PlaceRow, QuestionRow, Row } from "../live/wire";

/** A question as the walk and the columns show it. */
export interface Shown {
  id: string;
  text: string;
  /** The pitfall under which it lies, or the tray; null when it lies nowhere on the board. */
  column: string | null;
  support: number;
  /** Undefined where it has none. */
  flags: FlagsRow | undefined;
  /** The later it was placed, the larger. */
  placed: number;
}
export type Columns = Readonly<Record<string, readonly Shown[]>>;

export const TRAY = "tray";
export const NONE: readonly Shown[] = [];

type Support = Row & { n: number };
type Rows = [QuestionRow, PlaceRow | undefined, Support | undefined, FlagsRow | undefined];

/** All questions on the board by their pitfall, those without one in the tray, the one placed last first. */
export const inColumns = () =>
  new IndexedRows<Shown, Rows>({
    make: (id, question, place, support, flags) => ({
      id,
      text: question.text,
      column: place && !question.next ? (place.pitfall ?? TRAY) : null,
      support: support?.n ?? 0,
      flags,
      placed: place?.r ?? 0,
    }),
    lists: ({ column }) => (column === null ? [] : [column]),
    order: () => (a, b) => b.placed - a.placed || (a.id < b.id ? -1 : 1),
  });

/** A question as the jungle shows it. */
export interface Asked {
  id: string;
  text: string;
  at: number;
  /** One of those that press now, asked at the end, which has a place of its own. */
  next: boolean;
}
export const JUNGLE = "jungle";

/** All burning questions in one list, the oldest first. */
export const inJungle = () =>
  new IndexedRows<Asked, [QuestionRow]>({
    make: (id, { text, at_ms, next }) => ({ id, text, at: at_ms, next }),
    lists: ({ next }) => (next ? [] : [JUNGLE]),
    order: () => (a, b) => a.at - b.at || (a.id < b.id ? -1 : 1),
  });

/** The order in which the walk takes them up: most wanted first, then as they were placed; parked ones are not in it. */
export function queue(column: readonly Shown[]): Shown[] {
  return column
    .filter((one) => !one.flags?.parked)
    .sort((a, b) => b.support - a.support || a.placed - b.placed || (a.id < b.id ? -1 : 1));
}
