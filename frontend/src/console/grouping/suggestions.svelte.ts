import { uptime } from "../../live/servertime";
import type { BecauseRow, SuggestionRow } from "../../live/wire";
import { UNSEEN_MS } from "../../pieces/tapGuard";
import type { Card } from "../cards.svelte";
import type { ConsoleState, Pitfall } from "../console.svelte";
import { offersFor, sureOf, type Offer } from "./offers";

export type PitfallOffer = Offer<Pitfall>;

/**
 * The pitfalls that are suggested for cards. What is offered for the selected card stays as it was when it was selected
 * or when the first suggestion came, so that a key takes what was read, however the suggestions change meanwhile.
 */
export class Suggestions {
  #held = $state.raw<{ id: string; text: string; row: SuggestionRow } | null>(null);
  /** The selected card whose first suggestion came while it was selected, and when. */
  #came = { id: "", at: -Infinity };

  constructor(private readonly app: Pick<ConsoleState, "cards" | "live" | "pitfalls">) {}

  #rows = $derived.by(() => this.app.live.table("live.suggestions"));
  /** Whether there are suggestions, and by meaning too; undefined until the server says so. */
  state = $derived.by(() => this.app.live.one("live.suggesting"));
  /** Whether there are suggestions, or will be. */
  areComing = $derived(this.state?.state === "on" || this.state?.state === "starting");

  /** Hold what is offered for this card from now on. */
  hold(card: Card | undefined) {
    const row = card && this.#rows[card.id];
    this.#held = row && row.first_p > 0 ? { id: card.id, text: card.text, row } : null;
  }
  /** Hold the first suggestion that comes for the selected card, or a new one for its corrected text. */
  refresh(card: Card | undefined) {
    if (!card || this.#isHeld(card)) return;
    this.hold(card);
    if (this.#held) this.#came = { id: card.id, at: uptime() };
  }
  /** Whether its suggestion has come too lately to have been read. */
  isUnread(card: Card): boolean {
    return this.#came.id === card.id && uptime() - this.#came.at < UNSEEN_MS;
  }

  /** What is offered for a card, the likeliest first: three pitfalls at most. */
  of(card: Card): PitfallOffer[] {
    const places = this.app.pitfalls.filter(({ id }) => id !== card.pitfall);
    return offersFor(this.#row(card), card.flags.proposed, places);
  }
  /** Where *take all certain* puts it, which is marked on the card; undefined if it is not certain. */
  sure(card: Card): Pitfall | undefined {
    return sureOf(this.#row(card), this.of(card));
  }
  /** Why the first is offered. Of a placed question that it resembles, no text once that has left the board. */
  because(card: Card): BecauseRow | undefined {
    const because = this.#row(card)?.because;
    if (because?.kind !== "card" || this.app.cards.shown.some(({ text }) => text === because.text))
      return because;
    return { ...because, text: "" };
  }
  /** The ids of its likely duplicates, placed ones too, the most alike first. */
  alike(id: string): readonly string[] {
    return this.#rows[id]?.alike ?? [];
  }

  #row(card: Card): SuggestionRow | undefined {
    return this.#isHeld(card) ? this.#held?.row : this.#rows[card.id];
  }
  #isHeld({ id, text }: Card): boolean {
    return this.#held?.id === id && this.#held.text === text;
  }
}
