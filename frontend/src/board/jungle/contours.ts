/** Where the room's dots are dense, as bands to fill: a smoothed count on a grid, and the lines of equal height in it. */
export interface Point {
  x: number;
  y: number;
}

const CELL = 16;
const REACH = 62;
const LEVELS = [0.14, 0.36, 0.6, 0.82];

/** A path for each band, the widest first. The dots lie within `width` and `height`. */
export function bands(dots: readonly Point[], width: number, height: number): string[] {
  const grid = density(dots, width, height);
  const top = Math.max(...grid.flat());
  return top
    ? LEVELS.map((level) =>
        rings(grid, level * top)
          .map(smooth)
          .join(""),
      )
    : [];
}

/** The grid reaches so far over the edges that every line in it closes. */
const MARGIN = Math.ceil((3 * REACH) / CELL) + 1;

function density(dots: readonly Point[], width: number, height: number): number[][] {
  const columns = Math.ceil(width / CELL) + 2 * MARGIN;
  const rows = Math.ceil(height / CELL) + 2 * MARGIN;
  const grid = Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
  const reach = MARGIN - 1;
  for (const dot of dots) {
    const [middleX, middleY] = [dot.x / CELL + MARGIN, dot.y / CELL + MARGIN];
    for (let row = Math.ceil(middleY - reach); row <= middleY + reach; row++) {
      const line = grid[row];
      if (!line) continue;
      for (let column = Math.ceil(middleX - reach); column <= middleX + reach; column++) {
        const far = ((column - middleX) ** 2 + (row - middleY) ** 2) * (CELL / REACH) ** 2;
        line[column] = (line[column] ?? 0) + Math.exp(-far / 2);
      }
    }
  }
  return grid;
}

/** Marching squares: the pieces of the line through each square, high ground on their right, joined into rings. */
function rings(grid: readonly number[][], level: number): Point[][] {
  const pieces = new Map<string, { to: string; at: Point }>();
  const high = (column: number, row: number) => grid[row]![column]! >= level;
  const crossing = (a: [number, number], b: [number, number]) => {
    const [from, to] = [grid[a[1]]![a[0]]!, grid[b[1]]![b[0]]!];
    const share = (level - from) / (to - from);
    return {
      x: (a[0] + (b[0] - a[0]) * share - MARGIN) * CELL,
      y: (a[1] + (b[1] - a[1]) * share - MARGIN) * CELL,
    };
  };
  for (let row = 0; row < grid.length - 1; row++) {
    for (let column = 0; column < grid[0]!.length - 1; column++) {
      const corners: [number, number][] = [
        [column, row],
        [column + 1, row],
        [column + 1, row + 1],
        [column, row + 1],
      ];
      // Going round a square, a line enters where the ground rises and leaves at the next place where it falls.
      for (let side = 0; side < 4; side++) {
        if (high(...corners[side]!) || !high(...corners[(side + 1) % 4]!)) continue;
        let out = (side + 1) % 4;
        while (high(...corners[(out + 1) % 4]!)) out = (out + 1) % 4;
        const at = crossing(corners[side]!, corners[(side + 1) % 4]!);
        pieces.set(edge(corners[side]!, corners[(side + 1) % 4]!), {
          to: edge(corners[out]!, corners[(out + 1) % 4]!),
          at,
        });
      }
    }
  }
  const found: Point[][] = [];
  while (pieces.size) {
    const ring: Point[] = [];
    let [key] = pieces.keys() as Iterable<string> as [string];
    for (let piece = pieces.get(key); piece; piece = pieces.get(key)) {
      pieces.delete(key);
      ring.push(piece.at);
      key = piece.to;
    }
    found.push(ring);
  }
  return found;
}

/** An edge of the grid has one name, from whichever square it is seen. */
const edge = (a: [number, number], b: [number, number]) =>
  a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]) ? `${a.join()}-${b.join()}` : `${b.join()}-${a.join()}`;

/** A closed curve through the middles of a ring's sides. */
function smooth(ring: readonly Point[]): string {
  const middle = (n: number) => {
    const [a, b] = [ring[n % ring.length]!, ring[(n + 1) % ring.length]!];
    return `${((a.x + b.x) / 2).toFixed(1)} ${((a.y + b.y) / 2).toFixed(1)}`;
  };
  const curve = ring.map((_, n) => {
    const corner = ring[(n + 1) % ring.length]!;
    return `Q${corner.x.toFixed(1)} ${corner.y.toFixed(1)} ${middle(n + 1)}`;
  });
  return `M${middle(0)}${curve.join("")}Z`;
}
