/**
 * Places of the blank leaves: one for each phone, or for each question that is not readable now. A leaf's place depends
 * on its number alone, so that one more leaf moves no other.
 */

/** Leaf tones from front to back. None is the hue of a pitfall: a question gets a colour when it is placed. */
export const TONES = ["#FFFFFF", "#F8F2E0", "#F0E8CC", "#E3DCB6", "#D2CB9C"] as const;

/** A leaf: `x` and `y` are its stem, in board units; `turn` is where its tip points, in degrees, -90 being up. */
export interface Blade {
  x: number;
  y: number;
  turn: number;
  width: number;
  tone: string;
}

const GOLDEN = 0.618034;
const WIDE = 1920;
const HIGH = 1080;

/** A pseudo-random number from 0 to 1, always the same for the same leaf, so that nothing moves on reload. */
export function chance(n: number, salt: number): number {
  let x = Math.imul(n + 1, 0x9e3779b1) ^ Math.imul(salt, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d);
  x = Math.imul(x ^ (x >>> 12), 0x297a2d39);
  return ((x ^ (x >>> 15)) >>> 0) / 2 ** 32;
}

const around = (n: number, salt: number, spread: number) => (chance(n, salt) - 0.5) * spread;
const tone = (n: number, from: number) => TONES[from + Math.floor(chance(n, 9) * (TONES.length - from))]!;

const TUFT = 3;
const TUFTS_A_ROW = 36;
/**
 * How many places on the next leaf or tuft of a row grows, so that a few are spread. It shares no factor with the
 * number of places (36 or 22), so that a row becomes full.
 */
const STRIDE = 13;
const FIRST = 4;

/** The hedge along the bottom edge: tufts of three, spread over the whole width; later rows are behind and higher. */
export function hedge(n: number): Blade {
  const tuft = Math.floor(n / TUFT);
  const row = Math.floor(tuft / TUFTS_A_ROW);
  const place = ((FIRST + tuft * STRIDE) % TUFTS_A_ROW) + (row % 2 ? 1 : 0.5);
  const fan = [-0.75, 0.15, 0.9][n % TUFT]!;
  return {
    x: (place / TUFTS_A_ROW) * WIDE + fan * 22 + around(n, 1, 14),
    y: HIGH + 8 - Math.min(row, 4) * 15 + around(n, 2, 8),
    turn: -90 + fan * 32 + around(n, 3, 16),
    width: 66 + chance(n, 4) * 20,
    tone: row ? tone(n, Math.min(row, 2)) : tone(n, 0),
  };
}

/** The edges from which leaves of the frame grow: the top, the upper left and right side, the middle of the bottom. */
const SIDES = [
  { x: 0, y: 0, dx: 1, dy: 0, length: WIDE, inward: 90 },
  { x: 0, y: 20, dx: 0, dy: 1, length: 600, inward: 0 },
  { x: WIDE, y: 20, dx: 0, dy: 1, length: 560, inward: 180 },
  { x: 640, y: HIGH, dx: 1, dy: 0, length: 780, inward: -90 },
] as const;
const PERIMETER = SIDES.reduce((sum, side) => sum + side.length, 0);
const LEAVES_A_LAYER = 80;
/** How much further inwards each layer is; less at the bottom, where the readable cards reach far down. */
const LAYER_DEPTH = 62;
const LAYER_DEPTH_BELOW = 30;

/** The jungle around the clearing; each further layer is further inwards and behind. */
export function frame(n: number): Blade {
  const layer = Math.floor(n / LEAVES_A_LAYER);
  let along = ((0.37 + n * GOLDEN) % 1) * PERIMETER;
  let side: (typeof SIDES)[number] = SIDES[0];
  for (side of SIDES) {
    if (along < side.length) break;
    along -= side.length;
  }
  const below = side.inward === -90;
  const inset = layer * (below ? LAYER_DEPTH_BELOW : LAYER_DEPTH) - 34 + around(n, 2, 40);
  const inward = (side.inward * Math.PI) / 180;
  return {
    x: side.x + side.dx * along + Math.cos(inward) * inset,
    y: side.y + side.dy * along + Math.sin(inward) * inset,
    turn: side.inward + around(n, 3, 64),
    width: below ? 130 + chance(n, 4) * 40 : 170 + chance(n, 4) * 90,
    tone: tone(n, layer ? 2 : 1),
  };
}

const TRAY = { from: 610, to: 1880, places: 22 };
const TRAY_PITCH = (TRAY.to - TRAY.from) / TRAY.places;
/** Where within its place a leaf of each row is, as a share: each row fills the gaps of the rows before it. */
const GAPS = [0.5, 0, 0.75, 0.25, 0.4];

/** A question that is not placed, at the bottom edge: the first row from the left, later rows spread in the gaps. */
export function tray(n: number): Blade {
  const row = Math.floor(n / TRAY.places);
  const place = row ? (FIRST + n * STRIDE) % TRAY.places : n;
  return {
    x: TRAY.from + (place + GAPS[row % GAPS.length]!) * TRAY_PITCH + around(n, 1, 20),
    y: HIGH + 14 + chance(n, 2) * 26,
    turn: -90 + around(n, 3, 50),
    width: 96 + chance(n, 4) * 56,
    tone: tone(n, 0),
  };
}
