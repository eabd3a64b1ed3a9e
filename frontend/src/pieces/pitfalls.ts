/** A pitfall's colour follows from its number: two dark, two light, then two that anybody may add. */
const FILLS = ["#1F57A4", "#F0A000", "#80C0B0", "#7B1030", "#FFFFFF", "#C9C5BD"] as const;

const place = (number: number) => (number - 1) % FILLS.length;

export const fillOf = (number: number): string => FILLS[place(number)]!;

/** Where filled and empty must be told apart on white ground, a white pitfall is drawn in grey. */
export const solidOf = (number: number): string =>
  fillOf(number) === "#FFFFFF" ? "#57545A" : fillOf(number);

/** What is written on a pitfall's colour: white on the two dark ones, ink on the others. */
export const inkOn = (number: number): string =>
  place(number) === 0 || place(number) === 3 ? "#FFFFFF" : "#1C1B22";
