import { IndexedRows } from "../live/indexedRows";
import { inWalk } from "../live/walkOrder";
import type { FlagsRow, PlaceRow, QuestionRow, Row, WalkOrder } from "../live/wire";

/** A question as the walk and the columns show it. */
export interface Shown {
  id: string;
  text: string;
  at: number;
  /** The id of its pitfall, or `TRAY`; null if it is in no column. */
  column: string | null;
  support: number;
  /** Undefined where it has none. */
  flags: FlagsRow | undefined;
  /** The revision of its place: larger for a question that was placed later. */
  placed: number;
}
export type Columns = Readonly<Record<string, readonly Shown[]>>;

export const TRAY = "tray";
export const NONE: readonly Shown[] = [];

type Support = Row & { n: number };
type Rows = [QuestionRow, PlaceRow | undefined, Support | undefined, FlagsRow | undefined];

/** An index of the questions by pitfall, with those without one in the tray; the one placed last is first. */
export const inColumns = () =>
  new IndexedRows<Shown, Rows>({
    make: (id, question, place, support, flags) => ({
      id,
      text: question.text,
      at: question.at_ms,
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
  /** Whether it is a next question, asked at the end; the poll step shows these apart. */
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

/** A column in the order in which the walk takes it up, without parked questions. */
export function queue(column: readonly Shown[], order: WalkOrder | undefined): Shown[] {
  return column.filter((one) => !one.flags?.parked).sort(inWalk(order));
}

/**
 * The order in which the board goes on to show a queue: the `shown` of it that have been on a page stay where they were,
 * and the others follow in the queue's order. Questions that have left the queue are left out.
 */
export function goneOn(before: readonly string[], shown: number, queue: readonly string[]): string[] {
  const still = before.slice(0, shown).filter((id) => queue.includes(id));
  return [...still, ...queue.filter((id) => !still.includes(id))];
}
