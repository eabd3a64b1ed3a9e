import type { PollRow } from "../live/wire";

/** How many of `questions` have no answer in the poll ("not known"); all of them where the figures are hidden. */
export const notKnown = (questions: number, row: PollRow | undefined): number =>
  Math.max(0, questions - (row?.hidden ? 0 : (row?.answers ?? 0)));
