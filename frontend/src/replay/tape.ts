/**
 * A replay as a tape: its positions are milliseconds of playing at normal speed, in which long pauses are short: a
 * session is opened days before its hour.
 */
import { fold } from "../live/mirror";
import type { BoardTables, DeltaFrame, View } from "../live/wire";

/** What an event changed on the board. */
export interface Moment extends Pick<DeltaFrame, "put" | "cut"> {
  seq: number;
  /** Server milliseconds; it never goes back. */
  at_ms: number;
}
/** The replay as the server and an export have it (docs/protocol.md). */
export interface Replay {
  version: number;
  code: string;
  language: string;
  seq: number;
  /** Where people join, as it is read and as a link; empty where there is no such address. */
  address: string;
  url: string;
  moments: Moment[];
}
/** Where a step begins on the tape. */
export interface Mark {
  positionMs: number;
  step: string;
  atMs: number;
}

/** A pause without a change that is longer than this is played as one of `SHORT_MS`. */
export const LONGEST_MS = 10 * 60_000;
export const SHORT_MS = 3_000;
/** A view is kept for every so many moments, from which those after it are folded. */
const KEPT_EVERY = 256;

export class Tape {
  readonly #moments: readonly Moment[];
  readonly #positions: number[] = [];
  readonly #kept: View[] = [];
  #last: { index: number; view: View } = { index: -1, view: {} };

  /** There is at least one moment. */
  constructor(moments: readonly Moment[]) {
    this.#moments = moments;
    let position = 0;
    moments.forEach(({ at_ms }, index) => {
      const pause = at_ms - (moments[index - 1]?.at_ms ?? at_ms);
      position += pause > LONGEST_MS ? SHORT_MS : pause;
      this.#positions.push(position);
    });
  }

  get lengthMs(): number {
    return this.#positions.at(-1)!;
  }

  get lastIndex(): number {
    return this.#moments.length - 1;
  }

  /** The number of the last moment that is not after this position. */
  indexAt(positionMs: number): number {
    let [low, high] = [0, this.lastIndex];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#positions[middle]! <= positionMs) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  positionOf(index: number): number {
    return this.#positions[Math.min(this.lastIndex, Math.max(0, index))]!;
  }

  /** The server's time at a position; within a pause that is played short it runs faster. */
  timeAt(positionMs: number): number {
    const index = this.indexAt(positionMs);
    const [from, to] = [this.#moments[index]!, this.#moments[index + 1]];
    const since = positionMs - this.#positions[index]!;
    if (!to) return from.at_ms;
    const played = this.#positions[index + 1]! - this.#positions[index]!;
    return from.at_ms + (since * (to.at_ms - from.at_ms)) / Math.max(1, played);
  }

  /** What the board showed after a moment. Tables that stayed the same are the same objects from one to the next. */
  viewAt(index: number): BoardTables {
    const kept = Math.min(Math.floor(index / KEPT_EVERY), this.#kept.length - 1);
    const near = this.#kept[kept] && { index: kept * KEPT_EVERY, view: this.#kept[kept] };
    let at = this.#last.index <= index && this.#last.index >= (near?.index ?? -1) ? this.#last : near!;
    while (at.index < index) {
      const to = Math.min(index, KEPT_EVERY * (Math.floor(at.index / KEPT_EVERY) + 1));
      at = { index: to, view: fold(at.view, together(this.#moments.slice(at.index + 1, to + 1))) };
      if (to % KEPT_EVERY === 0) this.#kept[to / KEPT_EVERY] ??= at.view;
    }
    this.#last = at;
    return at.view as BoardTables;
  }

  /** The last moment before the board was frozen, if it is frozen at this one. */
  beforeFreeze(index: number): number | undefined {
    let at = index;
    while (at >= 0 && frozen(this.viewAt(at))) at = this.#changeOfBoardBefore(at);
    return at === index || at < 0 ? undefined : at;
  }

  /** The steps in the order in which they were entered; one that was left and entered again is there twice. */
  get marks(): Mark[] {
    let before = "";
    return this.#moments.flatMap(({ put, at_ms }, index) => {
      const step = (put as BoardTables | undefined)?.step?.it?.step ?? before;
      if (step === before) return [];
      before = step;
      return [{ positionMs: this.#positions[index]!, step, atMs: at_ms }];
    });
  }

  #changeOfBoardBefore(index: number): number {
    let at = index;
    while (at >= 0 && !this.#moments[at]!.put?.board) at--;
    return at - 1;
  }
}

const frozen = (view: BoardTables) => view.board?.it?.frozen ?? false;

/** One delta that has the effect of all these, one after the other. */
function together(moments: readonly Moment[]): Pick<DeltaFrame, "put" | "cut"> {
  const put: View = {};
  const cut: Record<string, Set<string>> = {};
  for (const moment of moments) {
    for (const [table, rows] of Object.entries(moment.put ?? {})) {
      Object.assign((put[table] ??= {}), rows);
      for (const id of Object.keys(rows)) cut[table]?.delete(id);
    }
    for (const [table, ids] of Object.entries(moment.cut ?? {}))
      for (const id of ids) {
        delete put[table]?.[id];
        (cut[table] ??= new Set()).add(id);
      }
  }
  return { put, cut: Object.fromEntries(Object.entries(cut).map(([table, ids]) => [table, [...ids]])) };
}
