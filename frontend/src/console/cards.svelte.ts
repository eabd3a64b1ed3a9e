import { TextChanges } from "./textChanges";
import type { Live } from "../live/live.svelte";
import { IndexedRows } from "../live/indexedRows";
import { inWalk } from "../live/walkOrder";
import type { ConsoleFlagsRow, ConsoleQuestionRow, PersonalPlace, PlaceRow, SupportRow } from "../live/wire";
import { NO_FLAGS } from "./flags";

/** A question with all that the console knows about it. */
export interface Card {
  id: string;
  text: string;
  /** The revision of the row with this text, by which the server knows which text was read. */
  r: number;
  at: number;
  next: boolean;
  pitfall: string | null;
  placed: number;
  support: number;
  /** Where a held text seems to hold personal data. */
  personal: readonly PersonalPlace[];
  flags: ConsoleFlagsRow;
}
type List = readonly Card[];
type Rows = [ConsoleQuestionRow, PlaceRow | undefined, ConsoleFlagsRow | undefined, SupportRow | undefined];

const NONE: List = [];
const NO_PLACES: readonly PersonalPlace[] = [];
const TRAY = "tray";
const inside = (pitfall: string) => `in:${pitfall}`;
const under = (id: string) => `under:${id}`;

function make(id: string, ...[question, place, flags, support]: Rows): Card {
  return {
    id,
    text: question.text,
    r: question.r,
    at: question.at_ms,
    next: question.next,
    pitfall: place?.pitfall ?? null,
    placed: place?.r ?? 0,
    support: support?.n ?? 0,
    personal: question.personal ?? NO_PLACES,
    flags: flags ?? NO_FLAGS,
  };
}

function lists({ next, pitfall, flags }: Card): string[] {
  const names = ["all"];
  if (next && flags.state !== "hidden") names.push("next");
  if (!next && flags.state !== "held") names.push("arrived");
  if (!next && flags.state === "held") names.push("held");
  if (flags.state === "shown" && !next) names.push("shown", pitfall ? inside(pitfall) : TRAY);
  if (flags.into) names.push(under(flags.into));
  return names;
}

const byId = (a: Card, b: Card) => (a.id < b.id ? -1 : 1);
const newestFirst = (a: Card, b: Card) => b.at - a.at || byId(a, b);
const lastPlacedFirst = (a: Card, b: Card) => b.placed - a.placed || newestFirst(a, b);

function order(list: string) {
  if (list === TRAY) return (a: Card, b: Card) => newestFirst(b, a);
  return list.startsWith(inside("")) ? lastPlacedFirst : newestFirst;
}

/** All questions as cards, in the lists that the steps work with. A list that has not changed is the same array. */
export class Cards {
  readonly changes = new TextChanges();
  #indexed = new IndexedRows<Card, Rows>({
    make: (id, ...rows) => {
      this.changes.note(id, rows[0].text);
      return make(id, ...rows);
    },
    lists,
    order,
  });
  #lists = $derived.by(() =>
    this.#indexed.update(
      this.live.table("questions"),
      this.live.table("places"),
      this.live.table("flags"),
      this.live.table("support"),
    ),
  );

  constructor(private readonly live: Live<"console">) {}

  /** Newest first. */
  all = $derived(this.#lists.all ?? NONE);
  /** Burning questions that are on the board. */
  shown = $derived(this.#lists.shown ?? NONE);
  held = $derived(this.#lists.held ?? NONE);
  next = $derived(this.#lists.next ?? NONE);
  /** Burning questions for the list of incoming ones: shown, hidden and merged, not held. */
  arrived = $derived(this.#lists.arrived ?? NONE);
  /** Not placed yet, oldest first. */
  tray = $derived(this.#lists[TRAY] ?? NONE);

  byId(id: string | null | undefined): Card | undefined {
    // Read, so that a component that uses one card updates when any card has changed.
    void this.#lists;
    return id ? this.#indexed.one(id) : undefined;
  }
  /** One pitfall's cards, the latest placed first. */
  in(pitfall: string): List {
    return this.#lists[inside(pitfall)] ?? NONE;
  }
  /** The questions merged into this one. */
  under(id: string): List {
    return this.#lists[under(id)] ?? NONE;
  }
  /** The last of `ids` whose card is still shown in this pitfall. */
  lastOf(ids: readonly string[], pitfall: string): Card | undefined {
    return ids
      .map((id) => this.byId(id))
      .findLast((card) => card?.pitfall === pitfall && card.flags.state === "shown");
  }
  /** A pitfall's questions in the order in which the walk takes them up, without parked ones. */
  queue(pitfall: string): Card[] {
    const order = this.live.one("board")?.walk_order;
    return this.in(pitfall)
      .filter((card) => !card.flags.parked)
      .sort(inWalk(order));
  }
}
