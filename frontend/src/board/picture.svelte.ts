import type { BoardRow, CountsRow, Row, View } from "../live/wire";

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
  /** How many questions have come since the board was frozen. */
  news = $derived.by(() => Math.max(0, questions(this.source.view) - questions(this.view)));

  one<T extends Row>(table: string): T | undefined {
    return this.view[table]?.it as T | undefined;
  }

  table<T extends Row>(table: string): Record<string, T> {
    return (this.view[table] ?? {}) as Record<string, T>;
  }

  /** Server time; it stands still too. */
  now(): number {
    if (!this.frozen) this.#stopped = null;
    else this.#stopped ??= this.source.now();
    return this.#stopped ?? this.source.now();
  }
}

const questions = (view: View) => (view.counts?.it as CountsRow | undefined)?.questions ?? 0;
