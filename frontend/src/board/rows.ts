/** Leaves of one size for all rows: as large as they may be for the fullest row still to have room. */
const LARGEST = 42;
export const ROW = 0.77;

export interface Rows {
  pitch: number;
  perRow: number;
  /** How high so many leaves are. */
  height(count: number): number;
}

export function rows(most: number, wide: number, high: number): Rows {
  let perRow = Math.floor(wide / LARGEST);
  const height = (count: number) => Math.ceil(count / perRow) * ROW * (wide / perRow);
  while (height(most) > high && Math.ceil(most / perRow) > 1) perRow += 1;
  return { pitch: wide / perRow, perRow, height };
}
