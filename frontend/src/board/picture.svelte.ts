import type { BoardRow, CountsRow, FlagsRow, PlaceRow, QuestionRow, Row, View } from "../live/wire";
import { inColumns, inJungle, JUNGLE } from "./questions";

/** What a board needs of a live line; the gallery shows boards without one. */
export interface Source {
  readonly view: View;
  readonly ready: boolean;
  readonly online: boolean;
  readonly bye: string | null;
  now(): number;
}

/** What the board draws: the session as it is, or, while the board is frozen, as it was. Steps read only this. */
export class Picture {
  #kept: View = {};
  #columns = inColumns();
  #jungle = inJungle();
  #stopped: number | null = null;

  constructor(private readonly source: Source) {}

  /** Whether it is frozen, black, or under the QR is told at once, also while the rest stands still. */
  live = $derived.by(() => this.source.view.board?.it as BoardRow | undefined);
  frozen = $derived.by(() => this.live?.frozen ?? false);
  view = $derived.by(() => {
    if (!this.frozen || !this.#kept.step) this.#kept = this.source.view;
    return this.#kept;
  });
  spotlight = $derived.by(() => (this.view.board?.it as BoardRow | undefined)?.spotlight ?? null);
  /** The questions by the column in which they lie; a column that has not changed is the same array. */
  columns = $derived.by(() =>
    this.#columns.lay(
      this.table<QuestionRow>("questions"),
      this.table<PlaceRow>("places"),
      this.table<Row & { n: number }>("support"),
      this.table<FlagsRow>("flags"),
    ),
  );
  /** All questions, the oldest first. */
  jungle = $derived.by(() => this.#jungle.lay(this.table<QuestionRow>("questions"))[JUNGLE] ?? []);
  /** How many questions have come since the board was frozen. */
  news = $derived.by(() => Math.max(0, questions(this.source.view) - questions(this.view)));

  one<T extends Row>(table: string): T | undefined {
    return this.view[table]?.it as T | undefined;
  }

  table<T extends Row>(table: string): Record<string, T> {
    return (this.view[table] ?? NO_ROWS) as Record<string, T>;
  }

  /** Server time; it stands still too. */
  now(): number {
    if (!this.frozen) this.#stopped = null;
    else this.#stopped ??= this.source.now();
    return this.#stopped ?? this.source.now();
  }
}

/** One and the same, so that a table that is not there does not look changed. */
const NO_ROWS = {};
const questions = (view: View) => (view.counts?.it as CountsRow | undefined)?.questions ?? 0;
