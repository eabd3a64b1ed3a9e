import type { Card } from "../cards.svelte";
import type { ConsoleState } from "../console.svelte";
import { isPlaceable } from "./search";
import { turnsOf } from "./turns";

/** What has become of a card that left the pile by other hands. */
export type Gone = "placed" | "hidden" | "merged" | "held" | "withdrawn";

/** What a card's place and state were last changed by: one that was sent away and has come back has another. */
const stampOf = ({ placed, flags }: Card) => `${placed} ${flags.r}`;

/**
 * One by one: the card on the screen is the selected one, and another comes only by a press on this console. The pile
 * is the tray in an order of this console's own, in which cards that were put off come last.
 */
export class OneByOne {
  #wanted = $state(false);
  /** The ids of cards that were put off, in that order. */
  #later = $state.raw<readonly string[]>([]);
  /** The cards that were put off, each with the command that it came after; undefined for one without its answer yet. */
  #putOff = $state.raw<readonly { id: string; after: string | null | undefined }[]>([]);
  /** The command that undo takes back as long as it does not know of the last one of these cards; undefined then. */
  #before = $state<string | null | undefined>(undefined);
  /** The cards that this console has sent away, with their stamps: they leave the pile before the server answers. */
  #sent = $state.raw<Readonly<Record<string, string>>>({});
  /** A card that undo brings back: it is shown once it is here. */
  #awaited = $state<string | null>(null);

  constructor(
    private readonly grouping: {
      readonly tray: readonly Card[];
      readonly selected: string | null;
      select: (id: string | null) => void;
    },
    private readonly app: Pick<ConsoleState, "cards" | "family" | "undoable" | "words" | "say" | "tell">,
  ) {}

  get isOn(): boolean {
    return this.#wanted && this.app.family === "group";
  }
  toggle() {
    this.#wanted = !this.#wanted;
    this.#awaited = null;
    if (this.#wanted && !this.pile.some(({ id }) => id === this.grouping.selected)) this.#next();
  }

  /** The cards to go through: those that were put off come last. */
  pile: readonly Card[] = $derived.by(() => {
    const here = this.grouping.tray.filter((card) => !this.isLeaving(card));
    if (!this.#later.length) return here;
    const turn = turnsOf(this.#later);
    const later = here.filter(({ id }) => turn.has(id)).sort((a, b) => turn.get(a.id)! - turn.get(b.id)!);
    return [...here.filter(({ id }) => !turn.has(id)), ...later];
  });
  /** The card on the screen; undefined at the end of the pile, and once it was withdrawn. */
  get card(): Card | undefined {
    return this.app.cards.byId(this.grouping.selected);
  }
  /** What other hands have done to the card on the screen. It stays until a press goes on. */
  get gone(): Gone | null {
    if (this.grouping.selected === null) return null;
    const { card } = this;
    if (!card) return "withdrawn";
    if (card.flags.state !== "shown") return card.flags.state;
    return card.pitfall === null ? null : "placed";
  }
  /** How many cards of the pile were put off. */
  waiting = $derived.by(() => {
    const later = turnsOf(this.#later);
    return this.pile.filter(({ id }) => later.has(id)).length;
  });
  isLater(id: string): boolean {
    return this.#later.includes(id);
  }
  /** The number of this card among all that are to be placed, and how many these are. */
  get progress(): { at: number; all: number } {
    const all = this.app.cards.shown.length;
    return { at: Math.min(all, all - this.pile.length + 1), all };
  }

  /** Show the first card of the pile at its end, or the one that undo has brought back. */
  refresh() {
    if (this.#undoable !== this.#before) this.#answered();
    const back = this.app.cards.byId(this.#awaited);
    if (back && isPlaceable(back) && back.pitfall === null) {
      this.#awaited = null;
      this.cameBack([back.id]);
      this.grouping.select(back.id);
    } else if (this.grouping.selected === null) this.#next();
  }
  /** Put the card off to the end of the pile, or leave one that is gone, and go on. */
  later() {
    const id = this.grouping.selected;
    if (id === null) return;
    if (!this.gone) {
      if (this.pile.length === 1) return this.app.tell(this.app.words.onlyThis);
      this.#putOff = [...this.#putOff, { id, after: this.#last }];
      this.#later = [...this.#later.filter((one) => one !== id), id];
      this.app.say(this.app.words.putOffNow);
    }
    this.#next();
  }
  /** These cards were sent away from this console: go on if the one on the screen is among them. */
  goOnFrom(ids: readonly string[]) {
    this.#before = this.#undoable;
    this.#awaited = null;
    const cards = ids.flatMap((id) => this.app.cards.byId(id) ?? []);
    const before = Object.entries(this.#sent).filter(([id, stamp]) => this.#isAt(id, stamp));
    this.#sent = Object.fromEntries([...before, ...cards.map((card) => [card.id, stampOf(card)] as const)]);
    const { selected } = this.grouping;
    if (this.isOn && (selected === null || ids.includes(selected))) this.#next();
  }
  /** The server has refused what was asked for these cards: they are in the pile again. */
  cameBack(ids: readonly string[]) {
    this.#answered();
    this.#sent = Object.fromEntries(Object.entries(this.#sent).filter(([id]) => !ids.includes(id)));
  }
  /** Undo brings this card back: it will be the one on the screen. */
  returnTo(id: string) {
    if (this.isOn) this.#awaited = id;
  }
  /** The card that undo would take from the end of the pile, if putting it off was the last thing done here. */
  takesBack: Card | undefined = $derived.by(() => {
    if (!this.isOn || !this.#putOff.length) return undefined;
    const here = turnsOf(this.pile.map(({ id }) => id));
    const last = this.#putOff.findLast(({ id, after }) => after === this.#last && here.has(id));
    return last && this.app.cards.byId(last.id);
  });
  /** Undo putting a card off, if that was the last thing done here; returns whether it was. */
  takeBack(): boolean {
    const card = this.takesBack;
    if (!card) return false;
    this.#putOff = this.#putOff.filter(({ id }) => id !== card.id);
    this.#later = this.#later.filter((id) => id !== card.id);
    this.grouping.select(card.id);
    return true;
  }

  /** The last command that undo takes back; undefined while it has no answer. */
  get #last(): string | null | undefined {
    return this.#before === undefined ? this.#undoable : undefined;
  }
  #answered() {
    if (this.#before === undefined) return;
    this.#before = undefined;
    this.#putOff = this.#putOff.map(({ id, after = this.#undoable }) => ({ id, after }));
  }
  /** Whether this console has sent the card away, and the server has not answered yet. */
  isLeaving(card: Card): boolean {
    return this.#sent[card.id] === stampOf(card);
  }
  /** Whether a card has not changed since it was sent away. */
  #isAt(id: string, stamp: string): boolean {
    const card = this.app.cards.byId(id);
    return card !== undefined && stampOf(card) === stamp;
  }
  #next() {
    this.grouping.select(this.pile[0]?.id ?? null);
  }
  get #undoable(): string | null {
    return this.app.undoable?.command_id ?? null;
  }
}
