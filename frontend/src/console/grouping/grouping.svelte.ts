import { LIMITS } from "../../live/protocol.generated";
import { randomId } from "../../live/outbox";
import type { Card } from "../cards.svelte";
import type { ConsoleState } from "../console.svelte";

/** The id of the element that has a card's text. */
export const cardElement = (id: string) => `card-${id}`;
const focusCard = (id: string) => document.getElementById(cardElement(id))?.focus();

/** How many ids the server accepts in one command. */
const MOST_IDS = LIMITS.bulk_ids;

/** How many cards the tray draws; arrow keys move among these. */
export const MOST_CARDS = 60;

/** Grouping: which cards are selected or marked, and placing them. Drag, tap and key all use this. */
export class Grouping {
  selected = $state<string | null>(null);
  /** The selected card's pitfall when it was selected; once it is in another, it is no longer selected. */
  #from: string | null = null;
  marked = $state<string[]>([]);
  /** How many cards are side by side in the tray; the tray sets it. */
  width = () => 1;

  constructor(
    private readonly app: Pick<
      ConsoleState,
      "cards" | "dialog" | "pitfalls" | "placeName" | "words" | "ask" | "say"
    >,
  ) {}

  /** The cards that the tray draws. */
  get drawn(): readonly Card[] {
    return this.app.cards.tray.slice(0, MOST_CARDS);
  }

  /** The ids that a number key would place: all marked cards, else the selected one. */
  get picked(): string[] {
    if (this.marked.length) return this.marked;
    return this.selected ? [this.selected] : [];
  }
  /** Cards of the tray whose askers proposed a pitfall. */
  get proposed(): Card[] {
    return this.app.cards.tray.filter((card) => this.proposal(card));
  }
  /** The pitfall that the asker proposed, while it exists. */
  proposal(card: Card): string | undefined {
    return this.app.pitfalls.find((pitfall) => pitfall.id === card.flags.proposed)?.id;
  }

  select(id: string | null) {
    this.selected = id;
    this.#from = this.app.cards.byId(id)?.pitfall ?? null;
  }
  /** If the selected card is gone or was moved, select the tray's first one. */
  refresh() {
    const card = this.app.cards.byId(this.selected);
    if (card?.flags.state !== "shown" || card.pitfall !== this.#from)
      this.select(this.app.cards.tray[0]?.id ?? null);
  }

  /** Select and focus another card of the tray by an arrow key; the first one if none is selected there. */
  go(arrow: string) {
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: this.width(), ArrowUp: -this.width() }[arrow] ?? 0;
    const { drawn } = this;
    const at = drawn.findIndex(({ id }) => id === this.selected);
    const id = drawn[at < 0 ? 0 : Math.min(Math.max(at + by, 0), drawn.length - 1)]?.id;
    if (!id) return;
    this.select(id);
    focusCard(id);
  }
  toggleSelected() {
    if (this.selected) this.toggle(this.selected);
  }
  hideSelected() {
    if (this.selected) this.hide(this.selected);
  }
  /** Put the selected card where its asker proposed; without a proposal, open it. */
  accept() {
    const card = this.app.cards.byId(this.selected);
    const proposal = card && this.proposal(card);
    if (proposal) this.place(proposal, [card.id]);
    else if (card) this.app.dialog = { kind: "question", id: card.id };
  }

  toggle(id: string) {
    this.marked = this.marked.includes(id) ? this.marked.filter((one) => one !== id) : [...this.marked, id];
  }

  /** Place cards in a pitfall, or back in the tray (null), and select the card that follows in the tray. */
  place(pitfall: string | null, ids = this.picked) {
    if (!ids.length) return;
    this.#goOnFrom(ids);
    const batch = randomId();
    void this.#put(ids, pitfall, batch);
    this.app.say(this.app.words.placed(ids.length, this.app.placeName(pitfall)));
  }
  /** Place all cards as their askers proposed; one undo takes it back. */
  takeProposals() {
    const batch = randomId();
    const cards = this.proposed;
    this.#goOnFrom(cards.map((card) => card.id));
    for (const { id } of this.app.pitfalls) {
      const ids = cards.filter((card) => this.proposal(card) === id).map((card) => card.id);
      if (ids.length) void this.#put(ids, id, batch);
    }
    this.app.say(this.app.words.proposalsTaken(cards.length));
  }
  merge() {
    const [into, ...ids] = this.marked;
    if (!into || !ids.length) return;
    this.#goOnFrom(ids);
    this.select(into);
    void this.app.ask("merge_questions", { ids, into });
    this.app.say(this.app.words.mergedNow(ids.length + 1));
  }
  hide(id: string) {
    this.#goOnFrom([id]);
    void this.app.ask("hide_question", { question_id: id });
    this.app.say(this.app.words.hiddenNow);
  }

  async #put(ids: string[], pitfall: string | null, batch: string) {
    if (ids.length === 1) return this.app.ask("place_questions", { ids, pitfall, batch });
    for (let n = 0; n < ids.length; n += MOST_IDS)
      await this.app.ask("place_questions", { ids: ids.slice(n, n + MOST_IDS), pitfall, batch });
  }
  #goOnFrom(ids: string[]) {
    const tray = this.app.cards.tray;
    // Local to this call, so it need not be reactive.
    // eslint-disable-next-line svelte/prefer-svelte-reactivity
    const leaving = new Set(ids);
    this.marked = [];
    if (this.selected && !leaving.has(this.selected)) return;
    const at = tray.findIndex((card) => card.id === this.selected);
    const rest = tray.filter((card) => !leaving.has(card.id));
    const before = tray.slice(0, Math.max(at, 0)).filter((card) => !leaving.has(card.id)).length;
    this.select(rest[Math.min(before, rest.length - 1)]?.id ?? null);
    // Before the card with the focus is removed; otherwise its neighbour would get the focus.
    if (this.selected && document.activeElement?.matches("[data-card]")) focusCard(this.selected);
  }
}
