/** Leaves of one size for all rows: as large as they may be for the fullest row still to have room. */
const LARGEST = 42;
export const ROW = 0.77;
const LEAF = 0.58;

export interface Rows {
  pitch: number;
  perRow: number;
  /** How high so many leaves are, with the room below each row. */
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
