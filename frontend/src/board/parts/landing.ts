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

/** How many cards of a column are readable when they are so high, and how far apart the edges of the rest stand. */
export function readable(
  heights: readonly number[],
  count: number,
  room = FULL,
): { cards: number; edge: number } {
  const depth = (cards: number) =>
    heights.slice(0, cards).reduce((sum, height) => sum + height + CARD_GAP, -CARD_GAP);
  const edge = (cards: number) =>
    Math.min(EDGE, Math.max(0, room - depth(cards)) / Math.max(1, count - cards));
  let cards = Math.min(heights.length, count);
  while (cards > 1 && (depth(cards) > room || edge(cards) < CLOSE)) cards--;
  return { cards, edge: edge(cards) };
}
