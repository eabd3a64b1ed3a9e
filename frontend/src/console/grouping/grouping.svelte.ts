import { LIMITS } from "../../live/protocol.generated";
import { randomId } from "../../live/outbox";
import type { Card } from "../cards.svelte";
import type { ConsoleState } from "../console.svelte";

/** The id of the element that has a card's text. */
export const cardElement = (id: string) => `card-${id}`;
const focusCard = (id: string) => document.getElementById(cardElement(id))?.focus();

/** The server takes so many ids in one command. */
const MOST_IDS = LIMITS.bulk_ids;

/** The tray draws so many cards; keys go from one of these to the next. */
export const MOST_CARDS = 60;

/** What is picked up while grouping, and where it is put. Drag, tap and key all end up here. */
export class Grouping {
  selected = $state<string | null>(null);
  /** Where the selected card lay when it was selected; once it lies elsewhere, it is no longer in hand. */
  #from: string | null = null;
  marked = $state<string[]>([]);
  /** How many cards stand beside each other in the tray just now. */
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

  /** What a number key would move: all that is marked, else the one selected. */
  get picked(): string[] {
    if (this.marked.length) return this.marked;
    return this.selected ? [this.selected] : [];
  }
  /** Cards whose askers have said where they belong. */
  get proposed(): Card[] {
    return this.app.cards.tray.filter((card) => this.proposal(card));
  }
  /** The asker's own proposal, while that pitfall is there. */
  proposal(card: Card): string | undefined {
    return this.app.pitfalls.find((pitfall) => pitfall.id === card.flags.proposed)?.id;
  }

  select(id: string | null) {
    this.selected = id;
    this.#from = this.app.cards.byId(id)?.pitfall ?? null;
  }
  /** Let go of a selected card that is gone or has been moved, and take the tray's first. */
  refresh() {
    const card = this.app.cards.byId(this.selected);
    if (card?.flags.state !== "shown" || card.pitfall !== this.#from)
      this.select(this.app.cards.tray[0]?.id ?? null);
  }

  /** Go on to another card by an arrow key; the first arrow only shows which card is selected. */
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

  /** Put cards into a pitfall, or back into the tray, and go on to the card that follows in the tray. */
  place(pitfall: string | null, ids = this.picked) {
    if (!ids.length) return;
    this.#goOnFrom(ids);
    const batch = randomId();
    void this.#put(ids, pitfall, batch);
    this.app.say(this.app.words.placed(ids.length, this.app.placeName(pitfall)));
  }
  /** Follow all askers at once; one undo takes it back. */
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
    // Gone when this is done, so it need not be reactive.
    // eslint-disable-next-line svelte/prefer-svelte-reactivity
    const leaving = new Set(ids);
    this.marked = [];
    if (this.selected && !leaving.has(this.selected)) return;
    const at = tray.findIndex((card) => card.id === this.selected);
    const rest = tray.filter((card) => !leaving.has(card.id));
    const before = tray.slice(0, Math.max(at, 0)).filter((card) => !leaving.has(card.id)).length;
    this.select(rest[Math.min(before, rest.length - 1)]?.id ?? null);
    // Before the card that has the focus goes, which would hand it to a neighbour.
    if (this.selected && document.activeElement?.matches("[data-card]")) focusCard(this.selected);
  }
}
