import type { DisconnectReason } from "../live/socket";
import type { BoardTables, RowOf } from "../live/wire";
import { inColumns, inJungle, JUNGLE } from "./questions";

/** What a board needs of `Live`; the gallery draws boards without a connection. */
export interface Source {
  readonly view: BoardTables;
  readonly ready: boolean;
  readonly online: boolean;
  readonly bye: DisconnectReason | null;
  now(): number;
  /** What a board showed when it was frozen, for a picture that is first drawn after that. */
  readonly frozenAt?: { view: BoardTables; atMs: number } | undefined;
}

/** The view that the board draws: the current one or, while frozen, the one from then. Steps read only this. */
export class Picture {
  #kept: BoardTables = {};
  #columns = inColumns();
  #jungle = inJungle();
  #stopped: number | null = null;

  constructor(private readonly source: Source) {}

  /** The board's current row also while it is frozen, so that unfreezing, black and the QR take effect at once. */
  live = $derived.by(() => this.source.view.board?.it);
  frozen = $derived.by(() => this.live?.frozen ?? false);
  view = $derived.by(() => {
    if (!this.frozen) this.#kept = this.source.view;
    else if (!this.#kept.step) this.#kept = this.source.frozenAt?.view ?? this.source.view;
    return this.#kept;
  });
  spotlight = $derived.by(() => this.view.board?.it?.spotlight ?? null);
  /** The questions by column: a pitfall's id, or `TRAY`. A column that has not changed is the same array. */
  columns = $derived.by(() =>
    this.#columns.update(
      this.table("questions"),
      this.table("places"),
      this.table("support"),
      this.table("flags"),
    ),
  );
  /** All burning questions, the oldest first. */
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

  /** Server time in milliseconds; it stops while the board is frozen. */
  now(): number {
    if (!this.frozen) this.#stopped = null;
    else this.#stopped ??= this.source.frozenAt?.atMs ?? this.source.now();
    return this.#stopped ?? this.source.now();
  }
}

/** Always the same object, so that a missing table does not look changed. */
const NO_ROWS = {};
const questions = (view: BoardTables) => view.counts?.it?.questions ?? 0;
