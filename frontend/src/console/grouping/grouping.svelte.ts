import { tick } from "svelte";
import { LIMITS } from "../../live/protocol.generated";
import { randomId } from "../../live/outbox";
import type { Card } from "../cards.svelte";
import type { ConsoleState, Pitfall } from "../console.svelte";
import { isFinger } from "./longPress";
import { Marks } from "./marks.svelte";
import { OneByOne } from "./oneByOne.svelte";
import { isPlaceable } from "./search";
import { AS_THEY_CAME, bring, inOrder, neighbours, together, type Standing } from "./standing";
import { Suggestions } from "./suggestions.svelte";

/** The id of the element that has a card's text. */
export const cardElement = (id: string) => `card-${id}`;
const focusCard = (id: string) => document.getElementById(cardElement(id))?.focus();

/** How many ids the server accepts in one command. */
const MOST_IDS = LIMITS.bulk_ids;

/** A card as this console saw it when it was asked to be moved: where it was, as `was` of the command. */
interface Seen {
  id: string;
  was: string | null;
}
/** A card that another console was quicker to move, and where this one wanted it. */
export interface Overtaken {
  id: string;
  wanted: string | null;
}

/** How many cards the tray draws; arrow keys move among these. */
export const MOST_CARDS = 60;

/** What is held down while a card or an arrow key is pressed. */
type Held = Pick<MouseEvent, "shiftKey" | "ctrlKey" | "metaKey">;

/** Grouping: which cards are selected or marked, and placing them. Drag, tap and key all use this. */
export class Grouping {
  readonly suggestions: Suggestions;
  selected = $state<string | null>(null);
  /** The selected card's pitfall when it was selected; once it is in another, it is no longer selected. */
  #from: string | null = null;
  /** The marked cards, which are placed together; beside them one is selected. */
  readonly marks: Marks;
  /** One card at a time on the screen, instead of tray and columns. */
  readonly oneByOne: OneByOne;
  /** The selected card, if it is shown why its pitfall is suggested. */
  #explained = $state<string | null>(null);
  #standing = $state.raw(AS_THEY_CAME);
  /** The cards of the last placing that another console had moved meanwhile; they are where it put them. */
  overtaken = $state.raw<readonly Overtaken[]>([]);
  /** How many cards are side by side in the tray; the tray sets it. */
  width = () => 1;

  constructor(
    private readonly app: Pick<
      ConsoleState,
      | "cards"
      | "dialog"
      | "family"
      | "live"
      | "pitfalls"
      | "placeName"
      | "undoable"
      | "words"
      | "ask"
      | "outcomeOf"
      | "refuse"
      | "may"
      | "say"
      | "tell"
    >,
  ) {
    this.suggestions = new Suggestions(app);
    this.marks = new Marks((id) => {
      const card = app.cards.byId(id);
      return card !== undefined && isPlaceable(card);
    });
    this.oneByOne = new OneByOne(this, app);
  }

  /** The cards that are not placed, in the order in which they stand. */
  tray = $derived.by(() => inOrder(this.app.cards.tray, this.#standing.order));
  #neighbours = $derived.by(() =>
    neighbours(
      this.tray.map(({ id }) => id),
      (id) => this.suggestions.alike(id),
    ),
  );
  /** The cards that stand together, by the id of each of them. */
  #groups = $derived.by(() => {
    const groups: Record<string, string[]> = {};
    for (const all of this.#standing.groups) {
      const here = all.filter((id) => this.#neighbours.has(id));
      if (here.length > 1) for (const id of here) groups[id] = here;
    }
    return groups;
  });

  get marked(): readonly string[] {
    return this.marks.ids;
  }
  set marked(ids: readonly string[]) {
    this.marks.set(ids);
  }
  /** The cards that the tray draws. */
  get drawn(): readonly Card[] {
    return this.tray.slice(0, MOST_CARDS);
  }

  /** The ids that a number key would place: all marked cards, else the selected one; one by one only that. */
  get picked(): readonly string[] {
    const { isOn, gone } = this.oneByOne;
    if (this.marked.length && !isOn) return this.marked;
    return this.selected && !(isOn && gone) ? [this.selected] : [];
  }
  /** Cards of the tray that *take all certain* would place, each with its pitfall. */
  sure = $derived.by(() =>
    this.tray.flatMap((card) => {
      const pitfall = this.suggestions.sure(card);
      return pitfall ? [{ card, pitfall }] : [];
    }),
  );

  select(id: string | null) {
    this.focused(id);
    this.marks.anchorAt(id);
  }
  /** A card that gets the focus is selected; a range goes on beginning where it did. */
  focused(id: string | null) {
    this.selected = id;
    const card = this.app.cards.byId(id);
    this.#from = card?.pitfall ?? null;
    if (id !== this.#explained) this.#explained = null;
    this.suggestions.hold(card);
  }
  /** A card is pressed: with Ctrl or ⌘, or by a finger once some are marked, it is marked; with Shift a range is. */
  press(id: string, { shiftKey, ctrlKey, metaKey }: Held) {
    if (!shiftKey && !ctrlKey && !metaKey && !(isFinger() && this.marked.length)) return this.select(id);
    this.focused(id);
    if (shiftKey) this.#extendTo(id);
    else this.toggle(id);
  }
  /** If the selected card is gone or was moved, select the tray's first one. */
  refresh() {
    const card = this.app.cards.byId(this.selected);
    if (card?.flags.state !== "shown" || card.pitfall !== this.#from) this.select(this.tray[0]?.id ?? null);
    else this.suggestions.refresh(card);
  }

  /**
   * Select and focus another card of the tray by an arrow key; the first one if none is selected there. With Shift it
   * marks the cards in between. One by one, right and down put the card off, left and up take that back.
   */
  go(arrow: string, marks = false) {
    const isOnward = arrow === "ArrowRight" || arrow === "ArrowDown";
    if (this.oneByOne.isOn) return void (isOnward ? this.oneByOne.later() : this.oneByOne.takeBack());
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: this.width(), ArrowUp: -this.width() }[arrow] ?? 0;
    const { drawn } = this;
    const at = drawn.findIndex(({ id }) => id === this.selected);
    const id = drawn[at < 0 ? 0 : Math.min(Math.max(at + by, 0), drawn.length - 1)]?.id;
    if (!id) return;
    if (marks) {
      this.focused(id);
      this.#extendTo(id);
    } else this.select(id);
    focusCard(id);
  }
  toggleSelected() {
    if (this.oneByOne.isOn) this.oneByOne.later();
    else if (this.selected) this.toggle(this.selected);
  }
  hideSelected() {
    if (this.selected && !(this.oneByOne.isOn && this.oneByOne.gone)) this.hide(this.selected);
  }
  /** Put the selected card where it is suggested first (0) or second (1); without such a suggestion, open it. */
  accept(nth: 0 | 1) {
    if (this.oneByOne.isOn && this.oneByOne.gone) return this.oneByOne.later();
    const card = this.app.cards.byId(this.selected);
    if (!card || this.suggestions.isUnread(card)) return;
    const pitfall = this.suggestions.of(card)[nth]?.pitfall;
    if (pitfall) this.place(pitfall.id, [card.id]);
    else if (nth === 0) this.app.dialog = { kind: "question", id: card.id };
  }
  /** Show why the selected card's pitfall is suggested, or stop showing it. */
  explainSelected() {
    if (this.selected) this.explain(this.selected);
  }
  explain(id: string) {
    const isShown = this.explains(id);
    this.select(id);
    this.#explained = isShown ? null : id;
  }
  explains(id: string): boolean {
    return this.#explained === id;
  }
  /** Stop showing why; whether it was shown. */
  stopExplaining(): boolean {
    const isShown = this.#explained !== null;
    this.#explained = null;
    return isShown;
  }

  /** Whether it stands together with others that are alike. */
  isJoined(id: string): boolean {
    return id in this.#groups;
  }
  /** Likely duplicates of this card in the tray. */
  alike(id: string): readonly string[] {
    return this.#neighbours.get(id) ?? [];
  }
  /** Those of them that do not stand together with it. */
  elsewhere(id: string): readonly string[] {
    const here = this.#groups[id] ?? [];
    return this.alike(id).filter((one) => !here.includes(one));
  }
  /** Whether likely duplicates stand apart, as those do that have come since `gather`. */
  isScattered = $derived.by(() => this.tray.some(({ id }) => this.elsewhere(id).length > 0));
  /** Let likely duplicates stand together in the whole tray. */
  gather() {
    // Placed cards have a place in the order too, so that undo puts them back where they were.
    const ids = this.app.cards.shown.map(({ id }) => id).reverse();
    this.#stand(together(ids, (id) => this.alike(id)));
  }
  /** A card that is moved in the page loses the focus, so it is given back. */
  #stand(standing: Standing) {
    const hasFocus = document.activeElement?.matches("[data-card]");
    this.#standing = standing;
    if (hasFocus && this.selected) void tick().then(() => this.selected && focusCard(this.selected));
  }

  toggle(id: string) {
    this.marks.toggle(id);
  }
  #extendTo(id: string) {
    this.marks.extend(
      this.drawn.map((card) => card.id),
      id,
    );
    this.#sayMarked();
  }
  /** Mark all cards that the tray shows, beside those that are marked already. */
  markShown() {
    if (this.oneByOne.isOn) return;
    this.marks.add(this.drawn.map(({ id }) => id));
    this.#sayMarked();
  }
  unmark() {
    this.marked = [];
  }
  #sayMarked() {
    this.app.say(this.app.words.markedNow(this.marked.length));
  }

  /** Go through the cards one by one, or back to tray and columns; the focus is on the card, so that keys are for it. */
  toggleOneByOne() {
    this.oneByOne.toggle();
    void tick().then(() => this.selected && focusCard(this.selected));
  }

  /** Place cards in a pitfall, or back in the tray (null), and select the card that follows. */
  place(pitfall: string | null, ids = this.picked) {
    if (!ids.length) return;
    // The card on the screen is in the tray already.
    if (pitfall === null && this.oneByOne.isOn && ids.length === 1 && ids[0] === this.selected)
      return this.oneByOne.later();
    this.overtaken = [];
    this.#goOnFrom(ids, this.#put(ids, pitfall, randomId()));
    this.app.say(this.app.words.placed(ids.length, this.app.placeName(pitfall)));
  }
  /** Place these cards, each in its pitfall; one undo takes it back. */
  placeAll(sure: readonly { card: Card; pitfall: Pitfall }[]) {
    const batch = randomId();
    this.overtaken = [];
    const put = this.app.pitfalls.map(({ id }) => {
      const ids = sure.filter(({ pitfall }) => pitfall.id === id).map(({ card }) => card.id);
      return this.#put(ids, id, batch);
    });
    this.#goOnFrom(
      sure.map(({ card }) => card.id),
      Promise.all(put).then((done) => !done.includes(false)),
    );
    this.app.say(this.app.words.suggest.allPlaced(sure.length));
  }
  /** Merge the marked cards into the first of them; with none marked, what says the same as the selected one. */
  merge() {
    // One by one neither marks nor what is alike is in sight.
    if (this.oneByOne.isOn) return;
    if (this.marked.length) {
      const [into, ...ids] = this.marked;
      if (into && ids.length) void this.#mergeInto(into, ids);
    } else if (this.selected) this.stack(this.selected);
  }
  /** Merge into this card its likely duplicates; those that stand elsewhere are first brought to it, to be seen. */
  stack(id: string) {
    const elsewhere = this.elsewhere(id);
    if (elsewhere.length) {
      const { order } = this.#standing;
      const later = this.tray.filter((card) => !order.includes(card.id)).map((card) => card.id);
      this.select(id);
      this.#stand(bring(id, [...order, ...later], elsewhere, this.#standing));
      this.app.say(this.app.words.suggest.nowTogether(this.alike(id).length + 1));
    } else if (this.alike(id).length) void this.#mergeInto(id, [...this.alike(id)]);
  }
  async #mergeInto(into: string, ids: readonly string[]) {
    const was = ids.map((one) => this.app.cards.byId(one)?.pitfall ?? null);
    const { mergeMoved } = this.app.words;
    const merged = this.app.ask("merge_questions", { ids: [...ids], into, was }, { moved: mergeMoved });
    this.#goOnFrom(ids, merged);
    this.unmark();
    this.select(into);
    const { mergedNow } = this.app.words;
    if (await merged) this.app.tell(mergedNow(ids.length + 1), true);
  }
  splitSelected() {
    if (this.selected) void this.split(this.selected);
  }
  /** Take apart what is merged into this card; one undo takes it back. */
  async split(id: string) {
    const under = this.app.cards.under(id);
    const { rereadText, suggest } = this.app.words;
    if (!under.length) return;
    if (under.some((card) => this.app.cards.changes.isUnread(card.id))) return this.app.tell(rereadText);
    const seen = Math.max(...under.map(({ r }) => r));
    if (await this.app.ask("split_question", { question_id: id, seen }, { stale: rereadText }))
      this.app.tell(suggest.splitNow(under.length + 1), true);
  }
  hide(id: string) {
    if (!this.app.may("hide_question")) return;
    this.#goOnFrom([id], this.app.ask("hide_question", { question_id: id }));
    this.app.say(this.app.words.hiddenNow);
  }

  /** Move the overtaken cards after all, from where they are now. */
  moveAnyway() {
    const batch = randomId();
    for (const wanted of [null, ...this.app.pitfalls.map(({ id }) => id)]) {
      const ids = this.overtaken.filter((one) => one.wanted === wanted).map(({ id }) => id);
      if (ids.length) void this.app.ask("place_questions", { ids, pitfall: wanted, batch });
    }
    this.overtaken = [];
  }

  /**
   * Ask to move cards from where they are shown now; whether all were. The parts of a batch that is too large for one
   * command are undone together.
   */
  async #put(ids: readonly string[], pitfall: string | null, batch: string): Promise<boolean> {
    const seen = ids.map((id) => ({ id, was: this.app.cards.byId(id)?.pitfall ?? null }));
    let done = true;
    for (let n = 0; n < seen.length; n += MOST_IDS)
      done = (await this.#putSeen(seen.slice(n, n + MOST_IDS), pitfall, batch)) && done;
    return done;
  }
  /**
   * Move those that are still where they were seen. As the server refuses a command of which one card was moved
   * meanwhile, its halves are asked for, so that the others get where they are wanted.
   */
  async #putSeen(seen: Seen[], pitfall: string | null, batch: string): Promise<boolean> {
    const ids = seen.map(({ id }) => id);
    const args = { ids, pitfall, batch, was: seen.map(({ was }) => was) };
    const outcome = await this.app.outcomeOf(randomId(), "place_questions", args);
    if ("ack" in outcome) return true;
    if (outcome.reject !== "moved") {
      this.app.refuse(outcome.reject);
      return false;
    }
    if (seen.length === 1) {
      this.overtaken = [...this.overtaken, ...ids.map((id) => ({ id, wanted: pitfall }))];
      return false;
    }
    const half = Math.ceil(seen.length / 2);
    const first = await this.#putSeen(seen.slice(0, half), pitfall, batch);
    return (await this.#putSeen(seen.slice(half), pitfall, batch)) && first;
  }
  /** Cards leave the tray by what is asked for them: unmark them, and select the card that follows. */
  #goOnFrom(ids: readonly string[], asked: Promise<boolean>) {
    const { tray } = this;
    // Local to this call, so it need not be reactive.
    // eslint-disable-next-line svelte/prefer-svelte-reactivity
    const leaving = new Set(ids);
    this.marks.drop(leaving);
    void asked.then((done) => done || this.oneByOne.cameBack(ids));
    this.oneByOne.goOnFrom(ids);
    if (this.oneByOne.isOn || (this.selected && !leaving.has(this.selected))) return;
    const at = tray.findIndex((card) => card.id === this.selected);
    // Not one of an earlier command that is unanswered: a second key would place it elsewhere.
    const stays = (card: Card) => !leaving.has(card.id) && !this.oneByOne.isLeaving(card);
    const rest = tray.filter(stays);
    const before = tray.slice(0, Math.max(at, 0)).filter(stays).length;
    this.select(rest[Math.min(before, rest.length - 1)]?.id ?? null);
    // Before the card with the focus is removed; otherwise its neighbour would get the focus.
    if (this.selected && document.activeElement?.matches("[data-card]")) focusCard(this.selected);
  }
}
