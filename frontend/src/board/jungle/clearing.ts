/**
 * Layout of cards of any size around the clearing: each as near as possible to the place that it asks for, and touching
 * no other. Lengths are in board units.
 */
export interface Size {
  width: number;
  height: number;
}
/** `x` and `y` are its centre. */
export interface Box extends Size {
  x: number;
  y: number;
}
export interface Wish extends Size {
  near: { x: number; y: number };
}

export const GAP = 16;
const AREA = { left: 40, top: 40, right: 1880, bottom: 1044 };
const GRID = 20;

/** The upright bounding box of a card that is tilted by `degrees`. */
export function tilted({ width, height }: Size, degrees: number): Size {
  const turn = (Math.abs(degrees) * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return { width: width * cos + height * sin, height: width * sin + height * cos };
}

/** A box for each wish, in the order of `wishes`; null for one that has no room. Larger cards are placed first. */
export function place(wishes: readonly Wish[], taken: readonly Box[]): (Box | null)[] {
  const standing = [...taken];
  const found: (Box | null)[] = wishes.map(() => null);
  const bySize = wishes.map((wish, n) => ({ wish, n })).sort((a, b) => area(b.wish) - area(a.wish));
  for (const { wish, n } of bySize) {
    const box = nearest(wish, standing);
    if (box) standing.push(box);
    found[n] = box;
  }
  return found;
}

const area = ({ width, height }: Size) => width * height;

function nearest({ width, height, near }: Wish, standing: readonly Box[]): Box | null {
  let best: Box | null = null;
  let shortest = Infinity;
  const tryAt = (x: number, y: number) => {
    const far = (x - near.x) ** 2 + (y - near.y) ** 2;
    if (far >= shortest) return;
    const box = { x, y, width, height };
    if (standing.some((other) => touches(box, other))) return;
    [best, shortest] = [box, far];
  };
  const [left, right] = [AREA.left + width / 2, AREA.right - width / 2];
  const [top, bottom] = [AREA.top + height / 2, AREA.bottom - height / 2];
  if (left > right || top > bottom) return null;
  tryAt(Math.min(right, Math.max(left, near.x)), Math.min(bottom, Math.max(top, near.y)));
  for (let y = top; y <= bottom; y += GRID) for (let x = left; x <= right; x += GRID) tryAt(x, y);
  return best;
}

export function touches(a: Box, b: Box, gap = GAP): boolean {
  return (
    Math.abs(a.x - b.x) < (a.width + b.width) / 2 + gap &&
    Math.abs(a.y - b.y) < (a.height + b.height) / 2 + gap
  );
}
