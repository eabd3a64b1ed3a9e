/** Places of the dots on the board: those that lie on each other are moved apart, so that each is seen. */

export interface Dot {
  id: string;
  x: number;
  y: number;
}
/** How many places there are around one point: more dots than that lie on each other again, as a dark knot. */
export const MOST_APART = 60;
const GOLDEN_ANGLE = 2.399963;

/**
 * The dots, in the same order. Of those that nearly coincide the first stays where it is, and the others lie around it
 * like the seeds of a sunflower, at places that are `inside`. One dot more moves none of those before it.
 */
export function apart(
  dots: readonly Dot[],
  radius: number,
  inside: (x: number, y: number) => boolean,
): Dot[] {
  const standing = new Map<string, { x: number; y: number; turn: number; dots: number }>();
  return dots.map((dot) => {
    const cell = `${Math.round(dot.x / radius)} ${Math.round(dot.y / radius)}`;
    const knot = standing.get(cell);
    if (!knot) {
      standing.set(cell, { x: dot.x, y: dot.y, turn: 0, dots: 1 });
      return dot;
    }
    if (knot.dots % MOST_APART === 0) knot.turn = 0;
    knot.dots += 1;
    for (;;) {
      knot.turn += 1;
      const far = 1.7 * radius * Math.sqrt(knot.turn);
      const x = knot.x + far * Math.cos(knot.turn * GOLDEN_ANGLE);
      const y = knot.y + far * Math.sin(knot.turn * GOLDEN_ANGLE);
      if (inside(x, y)) return { id: dot.id, x, y };
    }
  });
}
