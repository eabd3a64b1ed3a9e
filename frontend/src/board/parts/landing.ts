import { rows } from "./rows";

/** How placed questions come down in their columns: a few glide, a great many land within some seconds. */
export const TICK_MS = 140;
export const FLIGHT_MS = 820;
export const MOST_IN_FLIGHT = 6;
/** A wave thins out by two thirds in so long. */
const WAVE_MS = 1_000;

/** Of so many that wait, how many land at this tick, and how many of those are seen to glide. */
export function landing(waiting: number, inFlight: number): { land: number; glide: number } {
  const land = Math.ceil((waiting * TICK_MS) / WAVE_MS);
  const glide = Math.min(land, MOST_IN_FLIGHT - inFlight);
  // A handful may wait its turn to be seen; in a wave the rest lands quietly.
  return waiting > 2 * MOST_IN_FLIGHT ? { land, glide } : { land: glide, glide };
}

const FULL = 636;
const EDGE = 8;
/** So close may the edges of the others come for one more card to be read. */
const CLOSE = 5;
const CARD_GAP = 14;
/** So much of a column is enough for the leaves of any number of questions. */
const LEAVES = 200;

export interface Room {
  /** How many cards can be read. */
  cards: number;
  /** How far apart the edges of the others stand, below the cards. */
  edge: number;
  /** How much is left for the leaves of the others. */
  deep: number;
}
export const EMPTY_ROOM: Room = { cards: 3, edge: EDGE, deep: 0 };

/**
 * How many cards of a column are readable when they are so high: until its height is used. `asLeaves` is how wide the
 * column is where the others are leaves below the cards, and 0 where they are edges. All in board units.
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
