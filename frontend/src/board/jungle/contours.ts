/** Density contours of the room's dots: bands to fill, each the area where dots lie closer than a level. */
import { contourDensity, type ContourMultiPolygon } from "d3-contour";

declare module "d3-contour" {
  // Documented since version 4; the types are still those of version 3.
  interface ContourDensity<Datum> {
    contours(data: Datum[]): ((value: number) => ContourMultiPolygon) & { max: number };
  }
}

export interface Point {
  x: number;
  y: number;
}

/** Pixels a cell of the grid is wide, and how far a dot reaches: the smoothing's standard deviation. */
const CELL = 16;
const REACH = 62;
/** Shares of the greatest density. */
const LEVELS = [0.14, 0.36, 0.6, 0.82];

/** A path for each band, the widest first. The dots lie within `width` and `height`. */
export function bands(dots: readonly Point[], width: number, height: number): string[] {
  if (!dots.length) return [];
  const contour = contourDensity<Point>()
    .x(({ x }) => x)
    .y(({ y }) => y)
    .size([width, height])
    .cellSize(CELL)
    .bandwidth(REACH)
    .contours([...dots]);
  return LEVELS.map((level) => path(contour(level * contour.max)));
}

function path({ coordinates }: ContourMultiPolygon): string {
  return coordinates.flat().map(smooth).join("");
}

/** A closed curve through the middles of a ring's sides. The ring's last corner is its first again. */
function smooth(ring: readonly number[][]): string {
  const corners = ring.slice(1) as [number, number][];
  const middle = (n: number) => {
    const [a, b] = [corners[n % corners.length]!, corners[(n + 1) % corners.length]!];
    return `${((a[0] + b[0]) / 2).toFixed(1)} ${((a[1] + b[1]) / 2).toFixed(1)}`;
  };
  const curve = corners.map((_, n) => {
    const [x, y] = corners[(n + 1) % corners.length]!;
    return `Q${x.toFixed(1)} ${y.toFixed(1)} ${middle(n + 1)}`;
  });
  return `M${middle(0)}${curve.join("")}Z`;
}
