import type { DisconnectReason } from "../live/socket";
import type { BoardTables, RowOf } from "../live/wire";
import { inColumns, inJungle, JUNGLE } from "./questions";

/** What a board needs of a live view; the gallery shows boards without a connection. */
export interface Source {
  readonly view: BoardTables;
  readonly ready: boolean;
  readonly online: boolean;
  readonly bye: DisconnectReason | null;
  now(): number;
}

/** What the board draws: the session as it is, or, while the board is frozen, as it was. Steps read only this. */
export class Picture {
  #kept: BoardTables = {};
  #columns = inColumns();
  #jungle = inJungle();
  #stopped: number | null = null;

  constructor(private readonly source: Source) {}

  /** Whether it is frozen, black, or under the QR is told at once, also while the rest stands still. */
  live = $derived.by(() => this.source.view.board?.it);
  frozen = $derived.by(() => this.live?.frozen ?? false);
  view = $derived.by(() => {
    if (!this.frozen || !this.#kept.step) this.#kept = this.source.view;
    return this.#kept;
  });
  spotlight = $derived.by(() => this.view.board?.it?.spotlight ?? null);
  /** The questions by the column in which they lie; a column that has not changed is the same array. */
  columns = $derived.by(() =>
    this.#columns.update(
      this.table("questions"),
      this.table("places"),
      this.table("support"),
      this.table("flags"),
    ),
  );
  /** All questions, the oldest first. */
  jungle = $derived.by(() => this.#jungle.update(this.table("questions"))[JUNGLE] ?? []);
  /** How many questions have come since the board was frozen. */
  news = $derived.by(() => Math.max(0, questions(this.source.view) - questions(this.view)));

  /** The row of a table that has only one. */
  one<N extends keyof BoardTables>(table: N): RowOf<"board", N> | undefined {
    return this.table(table).it;
  }

  table<N extends keyof BoardTables>(table: N): Record<string, RowOf<"board", N>> {
    return (this.view[table] ?? NO_ROWS) as Record<string, RowOf<"board", N>>;
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
const questions = (view: BoardTables) => view.counts?.it?.questions ?? 0;
