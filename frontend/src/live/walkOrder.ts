import type { WalkOrder } from "./wire";

/** What the order of a walk depends on. */
interface Queued {
  id: string;
  /** When it was asked, in server milliseconds. */
  at: number;
  support: number;
  /** The revision of its place: larger for a question that was placed later. */
  placed: number;
}

/**
 * Compares a pitfall's questions for the walk, as the server does: by support, the most first and then as placed, or by
 * arrival, the oldest first. A board of before the choice has no order, which is by support.
 */
export const inWalk =
  (order: WalkOrder = "support") =>
  (a: Queued, b: Queued) =>
    (order === "arrival" ? a.at - b.at : b.support - a.support || a.placed - b.placed) ||
    (a.id < b.id ? -1 : 1);
