import { rows } from "./rows";

/** The pace at which placed questions land in their columns: a few glide; a great many land within some seconds. */
export const TICK_MS = 140;
export const FLIGHT_MS = 820;
export const MOST_IN_FLIGHT = 6;
/** Within this time about two thirds of a large number of waiting questions land. */
const WAVE_MS = 1_000;

/** How many of `waiting` questions land at this tick, and how many of those glide. */
export function landing(waiting: number, inFlight: number): { land: number; glide: number } {
  const land = Math.ceil((waiting * TICK_MS) / WAVE_MS);
  const glide = Math.min(land, MOST_IN_FLIGHT - inFlight);
  // A few questions wait until they can glide; of many, those that cannot glide now land without animation.
  return waiting > 2 * MOST_IN_FLIGHT ? { land, glide } : { land: glide, glide };
}

const FULL = 636;
const EDGE = 8;
/** The least distance between the edges of the others that is accepted for one more readable card. */
const CLOSE = 5;
const CARD_GAP = 14;
/** The height of a column that is enough for the leaves of any number of questions. */
const LEAVES = 200;

export interface Room {
  /** How many cards are readable. */
  cards: number;
  /** The distance between the edges of the others, below the cards. */
  edge: number;
  /** The height left for the leaves of the others. */
  deep: number;
}
export const EMPTY_ROOM: Room = { cards: 3, edge: EDGE, deep: 0 };

/**
 * How many of a column's `count` cards are readable: as many as fit into the height `room`, but at least one. `heights`
 * are those of the first cards. `asLeaves` is the column's width if the others are leaves below the cards, and 0 if
 * they are edges. Lengths are in board units.
 */
export function readable(
  heights: readonly number[],
  count: number,
  { asLeaves = 0, room = FULL }: { asLeaves?: number; room?: number } = {},
): Room {
  const depth = (cards: number) =>
    heights.slice(0, cards).reduce((sum, height) => sum + height + CARD_GAP, -CARD_GAP);
  const left = (cards: number) => Math.max(0, room - depth(cards));
  const edge = (cards: number) => Math.min(EDGE, left(cards) / Math.max(1, count - cards));
  const deep = (cards: number) => Math.max(0, left(cards) - 2 * CARD_GAP);
  const fits = (cards: number) =>
    asLeaves
      ? deep(cards) >= Math.min(LEAVES, rows(count - cards, asLeaves, Infinity).height(count - cards))
      : depth(cards) <= room && edge(cards) >= CLOSE;
  let cards = Math.min(heights.length, count);
  while (cards > 1 && !fits(cards)) cards--;
  return asLeaves ? { cards, edge: 0, deep: deep(cards) } : { cards, edge: edge(cards), deep: 0 };
}
