/** Ternary coordinates of the triangle of three words: a dot's shares, which add up to 1, and its position. */
export type Weights = [number, number, number];
export interface Point {
  x: number;
  y: number;
}

/** Top, bottom left, bottom right, in units of the SVG: the corners of the words in their order, as on the board. */
export const CORNERS: [Point, Point, Point] = [
  { x: 160, y: 12 },
  { x: 12, y: 250 },
  { x: 308, y: 250 },
];
const FIRST = 0.6;
const STEP = 0.12;

export function toPoint(weights: Weights): Point {
  const along = (axis: "x" | "y") => weights.reduce((sum, weight, n) => sum + weight * CORNERS[n]![axis], 0);
  return { x: along("x"), y: along("y") };
}

/** The shares at a point; outside the triangle, those at its edge. */
export function toWeights({ x, y }: Point): Weights {
  const [a, b, c] = CORNERS;
  const area = (b.y - c.y) * (a.x - c.x) + (c.x - b.x) * (a.y - c.y);
  const first = ((b.y - c.y) * (x - c.x) + (c.x - b.x) * (y - c.y)) / area;
  const second = ((c.y - a.y) * (x - c.x) + (a.x - c.x) * (y - c.y)) / area;
  return whole([first, second, 1 - first - second]);
}

/** The shares after a step towards a corner; without a dot yet, a first place near it. */
export function towards(corner: number, from: Weights | null): Weights {
  const rest = (1 - FIRST) / 2;
  if (!from) return [0, 1, 2].map((n) => (n === corner ? FIRST : rest)) as Weights;
  return whole(from.map((weight, n) => weight * (1 - STEP) + (n === corner ? STEP : 0)) as Weights);
}

function whole(weights: Weights): Weights {
  const inside = weights.map((weight) => Math.max(0, weight));
  const total = inside.reduce((a, b) => a + b, 0);
  return inside.map((weight) => weight / total) as Weights;
}
