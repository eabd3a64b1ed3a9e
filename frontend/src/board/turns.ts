import { LIMITS } from "../live/protocol.generated";
import type { TimerRow } from "../live/wire";

/** How long "Swap!" is shown. */
export const SWAP_MS = LIMITS.swap_ms;
/** How late after a turn the gong may be struck, so that it is silent after a reload or a long loss of connection. */
const LATE_MS = 3_000;

/** Notices ends of turns, given the states of the timer that a board is shown one after the other. */
export class TurnWatch {
  #before: TimerRow | undefined;
  #wasAlone = false;

  /** Whether a turn has ended since the state before; `step` is the one that the timer belongs to. */
  ended(timer: TimerRow | undefined, step: string | undefined, nowMs: number): boolean {
    // The minute alone and the buzz have a timer each, so the one's state does not follow on the other's.
    const isAlone = step === "alone";
    const before = isAlone === this.#wasAlone ? this.#before : undefined;
    this.#before = timer;
    this.#wasAlone = isAlone;
    return timer !== undefined && turnEnded(before, timer, nowMs);
  }
}

/** Whether a turn has just ended between two states of the timer; false for the first state that a board gets. */
export function turnEnded(before: TimerRow | undefined, after: TimerRow, nowMs: number): boolean {
  if (!before || before.phase === "over" || before.phase === "idle") return false;
  const dueMs = endOfTurn(before, after, nowMs);
  return dueMs !== null && nowMs - dueMs < LATE_MS;
}

function endOfTurn(before: TimerRow, after: TimerRow, nowMs: number): number | null {
  if (after.phase === "over") return Math.min(nowMs, before.ends_at_ms ?? nowMs);
  if (after.ends_at_ms === null || before.phase === "swap") return null;
  if (after.phase === "swap") return after.ends_at_ms - SWAP_MS;
  return after.turn > before.turn ? after.ends_at_ms - after.turn_ms : null;
}

export type Side = "left" | "right";

/** The neighbour who tells: left, right, left …; during the swap the next one. Null with one turn, or at the end. */
export function teller({ phase, turn, turns }: TimerRow): Side | null {
  if (turns < 2 || phase === "over") return null;
  return (turn + (phase === "swap" ? 1 : 0)) % 2 ? "left" : "right";
}
