import type { Language, QuestionFlag } from "../live/wire";

export interface FlagWords {
  /** On the button that sets the flag. */
  set: string;
  /** On the button that clears it. */
  clear: string;
  /** The mark of a question that has the flag. */
  mark: string;
}
/** The words for a question's flags, on console and board. */
export const FLAG_WORDS: Record<Language, Record<QuestionFlag, FlagWords>> = {
  da: {
    taken_up: { set: "Taget op i salen", clear: "Taget op i salen", mark: "Taget op" },
    parked: { set: "Læg til side", clear: "Tag med igen", mark: "Lagt til side" },
    left_out: { set: "Udelad af rapporten", clear: "Tag med i rapporten", mark: "Ikke med i rapporten" },
  },
  en: {
    taken_up: { set: "Discussed in the room", clear: "Discussed in the room", mark: "Discussed" },
    parked: { set: "Set aside", clear: "Bring back", mark: "Set aside" },
    left_out: { set: "Leave out of the report", clear: "Put into the report", mark: "Not in the report" },
  },
};

/**
 * The symbol before the mark in the lists of a walk, on console and board: nowhere else does a card show its marks.
 * Null for no mark: parked questions have a list of their own.
 */
export const FLAG_SYMBOLS: Record<QuestionFlag, string | null> = {
  taken_up: "✓",
  parked: null,
  left_out: "✗",
};
/** The flags that have a mark. */
export const MARKS = (Object.keys(FLAG_SYMBOLS) as QuestionFlag[]).filter((flag) => FLAG_SYMBOLS[flag]);

/** The flags that a question is marked with in a list. */
export const markedWith = (flags: Partial<Record<QuestionFlag, boolean>> | undefined): QuestionFlag[] =>
  MARKS.filter((flag) => flags?.[flag]);
