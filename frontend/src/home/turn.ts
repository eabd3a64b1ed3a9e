/** The order of an organiser's open sessions: those under way first, then by day. */

/** A session that began longer ago than this is not under way. */
const UNDER_WAY_MS = 12 * 3_600_000;

export interface Timed {
  /** As `2030-05-02`. */
  date: string | null;
  created_at_ms: number;
  began_at_ms: number | null;
}

/** A day as `2030-05-02`, in this computer's time zone. */
export function isoDay(time: Date): string {
  const pad = (n: number) => String(n).padStart(2, "0");
  return `${time.getFullYear()}-${pad(time.getMonth() + 1)}-${pad(time.getDate())}`;
}

/**
 * Sorts sessions: those under way, those of today, those without a date, those of coming days (the next day first) and
 * those of past days (the latest day first). The server announces them in the same order when it starts
 * (`rooms/agenda.py`). Among equals the newest is first.
 */
export function byTurn<T extends Timed>(sessions: readonly T[], nowMs: number): T[] {
  const today = isoDay(new Date(nowMs));
  function turn({ date, began_at_ms }: T): number {
    const isToCome = date !== null && date > today;
    if (began_at_ms !== null && !isToCome && nowMs - began_at_ms < UNDER_WAY_MS) return 0;
    return date === null ? 2 : date === today ? 1 : isToCome ? 3 : 4;
  }
  function compare(a: T, b: T): number {
    const [first, second] = [turn(a), turn(b)];
    if (first !== second) return first - second;
    const [day, other] = [a.date ?? "", b.date ?? ""];
    if (first > 2 && day !== other) return day < other === (first === 3) ? -1 : 1;
    return b.created_at_ms - a.created_at_ms;
  }
  return [...sessions].sort(compare);
}
