/** The questions that are kept as examples, as the server's API has them, and how a dialog looks through them. */

import type { NotKept } from "../live/protocol.generated";

/** How many questions are kept for a run sheet; without a title it is here no longer. */
export interface SheetExamples {
  run_sheet: string;
  title: Record<string, string>;
  examples: number;
}
export interface KeptExample {
  example_id: string;
  pitfall: string;
  pitfall_title: Record<string, string>;
  language: string;
  text: string;
}
/** What may be kept of a session, and how many of its grouped questions may not, by the reason. */
export interface Candidates {
  language: string;
  languages: string[];
  pitfalls: { id: string; title: Record<string, string>; room_for: number }[];
  questions: { question_id: string; text: string; pitfall: string | null; column: string }[];
  not_kept: Partial<Record<NotKept, number>>;
}
/** A question to keep, as it was looked through. */
export interface ChosenExample {
  question_id: string;
  text: string;
  pitfall: string;
  language: string;
}
export interface ExamplesKept {
  kept: number;
  not_kept: { question_id: string; why: NotKept }[];
}

/** A question in the dialog, under the `column` in which it lay; "" is no pitfall. */
export interface Row extends ChosenExample {
  column: string;
  keep: boolean;
  mending: boolean;
  why: NotKept | null;
}

/**
 * The rows for what may be kept: all are ticked but those of columns that the run sheet does not have. A question that
 * has been looked through `before` is as it was then.
 */
export function rowsOf({ language, questions }: Candidates, before: Row[] = []): Row[] {
  const known = new Map(before.map((row) => [row.question_id, row]));
  return questions.map(({ question_id, text, pitfall, column }) => ({
    question_id,
    text,
    pitfall: pitfall ?? "",
    language,
    keep: pitfall !== null,
    mending: false,
    why: null,
    ...known.get(question_id),
    column,
  }));
}

/** A text of a run sheet in this language, else in its first. */
export const inLanguage = (text: Record<string, string>, language: string, otherwise = "") =>
  text[language] ?? Object.values(text)[0] ?? otherwise;
