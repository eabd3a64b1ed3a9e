/** The colours of pitfalls by number: two dark and two light ones, then two for pitfalls beyond four. */
const FILLS = ["#1F57A4", "#F0A000", "#80C0B0", "#7B1030", "#FFFFFF", "#C9C5BD"] as const;

const place = (number: number) => (number - 1) % FILLS.length;

export const fillOf = (number: number): string => FILLS[place(number)]!;

/** A pitfall's colour where filled and empty must differ on a white background: white becomes grey. */
export const solidOf = (number: number): string =>
  fillOf(number) === "#FFFFFF" ? "#57545A" : fillOf(number);

/** The colour of text on a pitfall's colour: white on the two dark ones, ink on the others. */
export const inkOn = (number: number): string =>
  place(number) === 0 || place(number) === 3 ? "#FFFFFF" : "#1C1B22";
