/** Leaf tones from front to back. No hue of any pitfall: colour arrives with order. */
export const TONES = ["#FFFFFF", "#F8F2E0", "#F0E8CC", "#E3DCB6", "#D2CB9C"];
export const FILLS = ["#1F57A4", "#F0A000", "#80C0B0", "#7B1030", "#FFFFFF", "#C9C5BD"];

/** A number from 0 to 1 that is always the same for the same leaf, so that nothing jumps on reload. */
export function chance(n: number, salt: number): number {
  let x = Math.imul(n + 1, 0x9e3779b1) ^ Math.imul(salt, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d);
  x = Math.imul(x ^ (x >>> 12), 0x297a2d39);
  return ((x ^ (x >>> 15)) >>> 0) / 2 ** 32;
}
