import type { Live } from "../live/live.svelte";
import type { FlagsRow, PlaceRow, QuestionRow, Row, SupportRow } from "../live/wire";

/** A question with all that the console knows about it. */
export interface Card {
  id: string;
  text: string;
  at: number;
  next: boolean;
  pitfall: string | null;
  placed: number;
  support: number;
  flags: FlagsRow;
}
interface Kept {
  rows: (Row | undefined)[];
  card: Card;
}

export const TRAY = "tray";
const NO_FLAGS: FlagsRow = { merged: 0, taken_up: false, parked: false };

/**
 * All questions as cards, and the piles that the steps work with. A card stays the same object until one
 * of its rows changes, and each pile is one array made in one pass: two thousand cards are no burden.
 */
export class Cards {
  // Nobody draws this, so it need not be reactive.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  #kept = new Map<string, Kept>();
  constructor(private readonly live: Live) {}

  #questions = $derived.by(() => this.live.table<QuestionRow>("questions"));
  #places = $derived.by(() => this.live.table<PlaceRow>("places"));
  #flags = $derived.by(() => this.live.table<FlagsRow>("flags"));
  #support = $derived.by(() => this.live.table<SupportRow>("support"));

  /** Newest first. */
  all = $derived.by((): Card[] => {
    // Made anew each time, so nothing in it need be reactive.
    // eslint-disable-next-line svelte/prefer-svelte-reactivity
    const kept = new Map<string, Kept>();
    for (const [id, question] of Object.entries(this.#questions)) {
      const rows = [question, this.#places[id], this.#flags[id], this.#support[id]];
      const before = this.#kept.get(id);
      const same = before?.rows.every((row, n) => row === rows[n]);
      kept.set(id, same ? before! : { rows, card: this.#card(id, question) });
    }
    this.#kept = kept;
    return [...kept.values()].map((one) => one.card).sort((a, b) => b.at - a.at);
  });
  byId = $derived(Object.fromEntries(this.all.map((card) => [card.id, card])));
  /** Burning questions that are on the board. */
  shown = $derived(this.all.filter((card) => card.flags.state === "shown" && !card.next));
  held = $derived(this.all.filter((card) => card.flags.state === "held" && !card.next));
  hidden = $derived(this.all.filter((card) => card.flags.state === "hidden"));
  next = $derived(this.all.filter((card) => card.next && card.flags.state !== "hidden"));
  /** What has come in, for the list: shown, hidden and merged ones, no held ones. */
  arrived = $derived(this.all.filter((card) => card.flags.state !== "held" && !card.next));
  #piles = $derived.by(() => {
    const piles: Record<string, Card[]> = {};
    for (const card of this.shown) (piles[card.pitfall ?? TRAY] ??= []).push(card);
    for (const [pile, cards] of Object.entries(piles))
      if (pile === TRAY) cards.reverse();
      else cards.sort((a, b) => b.placed - a.placed);
    return piles;
  });
  #merged = $derived.by(() => {
    const under: Record<string, Card[]> = {};
    for (const card of this.all) if (card.flags.into) (under[card.flags.into] ??= []).push(card);
    return under;
  });

  /** Not placed yet, oldest first. */
  get tray(): Card[] {
    return this.#piles[TRAY] ?? [];
  }
  /** One pitfall's cards, the latest placed first. */
  in(pitfall: string): Card[] {
    return this.#piles[pitfall] ?? [];
  }
  /** The questions laid under this one. */
  under(id: string): Card[] {
    return this.#merged[id] ?? [];
  }
  /** A pitfall's questions in the order the walk takes them up. */
  queue(pitfall: string): Card[] {
    return this.in(pitfall)
      .filter((card) => !card.flags.parked)
      .sort((a, b) => b.support - a.support || a.placed - b.placed || (a.id < b.id ? -1 : 1));
  }

  #card(id: string, question: QuestionRow): Card {
    const place = this.#places[id];
    return {
      id,
      text: question.text,
      at: question.at_ms,
      next: question.next,
      pitfall: place?.pitfall ?? null,
      placed: place?.r ?? 0,
      support: this.#support[id]?.n ?? 0,
      flags: this.#flags[id] ?? NO_FLAGS,
    };
  }
}
