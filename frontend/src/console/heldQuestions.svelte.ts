import type { Card } from "./cards.svelte";
import type { ConsoleState } from "./console.svelte";

/** What a question was held for, besides being a next question, which is held as a matter of course. */
export const heldFor = ({ flags }: Card) => flags.why?.filter((code) => code !== "next") ?? [];

/**
 * Held questions on this console: their texts are covered until they are uncovered here, then let through or hidden.
 * Hiding one covers it again, because what was kept from the board must not stand on a screen that may be mirrored.
 */
export class HeldQuestions {
  /** Covered questions whose text has been uncovered, with the revision of its row at that time. */
  seen = $state<Record<string, number>>({});

  constructor(
    private readonly app: Pick<
      ConsoleState,
      "ask" | "askAndClose" | "askAsRead" | "cards" | "dialog" | "family" | "tell" | "words"
    > & { readonly grouping: { hide: (id: string) => void } },
  ) {}

  /** Whether its present text has been uncovered on this console. */
  isUncovered({ id, r }: Card): boolean {
    return this.seen[id] === r;
  }
  /** Whether its text is covered: it has a reason to be held, is held or hidden, and not uncovered on this console. */
  isCovered(card: Card): boolean {
    const isKept = card.flags.state === "held" || card.flags.state === "hidden";
    return isKept && heldFor(card).length > 0 && !this.isUncovered(card);
  }
  /** Show the text of a covered question. */
  uncover({ id, r }: Card) {
    this.seen = { ...this.seen, [id]: r };
  }
  /** Uncover the first held question that is covered, and open the dialog of held ones if the step has no list. */
  uncoverFirst() {
    const { held } = this.app.cards;
    const covered = held.find((card) => !this.isUncovered(card));
    if (covered) this.uncover(covered);
    if (held.length && this.app.family !== "collect") this.app.dialog = { kind: "held" };
  }
  letUncoveredThrough() {
    const card = this.#uncovered();
    if (card) void this.app.askAsRead("let_through", card);
  }
  hideUncovered() {
    const card = this.#uncovered();
    if (card) this.hide(card);
  }
  /** Hide a held question; once undo holds it again it is covered as one that was never read, not as one that changed. */
  hide({ id }: Card) {
    this.seen = Object.fromEntries(Object.entries(this.seen).filter(([one]) => one !== id));
    this.app.grouping.hide(id);
  }
  /** The first held question that is uncovered; if there is none, a message says how to uncover one. */
  #uncovered(): Card | undefined {
    const { held } = this.app.cards;
    const card = held.find((one) => this.isUncovered(one));
    if (!card && held.length) this.app.tell(this.app.words.uncoverFirst);
    return card;
  }
  /** Let these questions through with the texts shown here; those that came or changed since stay held. */
  async letAllThrough(cards: Card[]) {
    const { allThrough, rereadText } = this.app.words;
    if (cards.some(({ id }) => this.app.cards.changes.isUnread(id))) return this.app.tell(rereadText);
    const seen = Math.max(...cards.map(({ r }) => r));
    if (await this.app.ask("let_all_through", { seen }, { stale: rereadText }))
      this.app.tell(allThrough, true);
  }
  /** Hide all that are held. */
  async sweep() {
    if (await this.app.askAndClose("sweep_held", {})) this.app.tell(this.app.words.swept, true);
  }
}
