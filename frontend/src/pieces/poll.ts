import type { PollRow } from "../live/wire";

/** Of so many questions, those of which it is not known whether they were answered; all of them where that is hidden. */
export const notKnown = (questions: number, row: PollRow | undefined): number =>
  Math.max(0, questions - (row?.hidden ? 0 : (row?.answers ?? 0)));
