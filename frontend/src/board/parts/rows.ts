/** A grid of leaves of one size: as large as possible while the largest group, of `most` leaves, has room. */
const LARGEST = 42;
export const ROW = 0.77;
const LEAF = 0.58;

export interface Rows {
  pitch: number;
  perRow: number;
  /** The height of the rows of `count` leaves, with the gap below each. */
  height(count: number): number;
  gap: number;
}

export function rows(most: number, wide: number, high: number, largest = LARGEST): Rows {
  let perRow = Math.floor(wide / largest);
  const height = (count: number) => Math.ceil(count / perRow) * ROW * (wide / perRow);
  while (height(most) > high && Math.ceil(most / perRow) > 1) perRow += 1;
  const pitch = wide / perRow;
  return { pitch, perRow, height, gap: (ROW - LEAF) * pitch };
}
