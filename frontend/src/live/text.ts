/**
 * The server's rules of texts (app/core/text.py) on a screen: a text as the server will clean it, and its length in
 * graphemes. The patterns are generated from the server's; that the rest agrees is tested by tests/golden/clean.json
 * and graphemes.json on both sides.
 */
import { TEXT_RULES } from "./protocol.generated";

type Replacement = (text: string) => string;
const replacement = ([pattern, instead]: readonly [string, string]): Replacement => {
  const found = new RegExp(pattern, "gu");
  return (text) => text.replace(found, instead);
};

const { joiners, maxMarks, maxRun, maxLines } = TEXT_RULES;
const orderable = replacement(TEXT_RULES.orderable);
const rules = TEXT_RULES.rules.map(replacement);
const MANY_MARKS = new RegExp(TEXT_RULES.manyMarks, "gu");
const NUMERAL = new RegExp(`^${TEXT_RULES.numeral}`, "u");
const stacks = TEXT_RULES.stacks.map(([most, script]) => ({ most, script: new RegExp(script, "u") }));
const segmenter = "Segmenter" in Intl ? new Intl.Segmenter("da", { granularity: "grapheme" }) : null;

function segments(text: string): string[] {
  return segmenter ? Array.from(segmenter.segment(text), (part) => part.segment) : Array.from(text);
}

/** Length in graphemes. */
export function graphemes(text: string): number {
  return segments(text).length;
}

/** Length in bytes of UTF-8. */
export function size(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** The text as the server will keep it. */
export function clean(text: string): string {
  for (let once = cleanOnce(text); once !== text; once = cleanOnce(text)) text = once;
  return text;
}

/**
 * The passage of the cleaned text where it first differs visibly from what was typed, with a few graphemes around it;
 * null where it does not. Whitespace and invisible characters make no difference.
 */
export function altered(typed: string, cleaned = clean(typed)): string | null {
  const seen = visible(typed);
  const kept = visible(cleaned);
  if (seen === kept) return null;
  const [all, left] = [segments(seen), segments(kept)];
  let at = 0;
  while (at < left.length && left[at] === all[at]) at++;
  const from = Math.max(0, at - 18);
  return (
    (from ? "…" : "") +
    left
      .slice(from, at + 8)
      .join("")
      .trim() +
    (at + 8 < left.length ? "…" : "")
  );
}

/** A text without invisible characters and needless whitespace; its line breaks stay. */
function visible(text: string): string {
  return text
    .normalize("NFC")
    .replace(/\p{Default_Ignorable_Code_Point}|(?!\s)\p{Cc}|\u2800/gu, "")
    .replace(/[^\S\n\r]+/g, " ")
    .replace(/ ?[\r\n\u2028\u2029]\s*/g, "\n")
    .trim();
}

function cleanOnce(text: string): string {
  const readable = rules.reduce((kept, rule) => rule(kept), orderable(text).normalize("NFC"));
  const lines = withoutLongRuns(readable.replace(MANY_MARKS, stacked)).trim().split("\n");
  return [...lines.slice(0, maxLines - 1), lines.slice(maxLines - 1).join(" ")].join("\n").trim();
}

/**
 * The combining marks that a letter keeps: `maxMarks` of any kind, and beyond these, in scripts that stack more, each
 * mark once. Of joiners in a row only the last is kept.
 */
function stacked(marks: string): string {
  const kept: string[] = [];
  let count = 0;
  for (const mark of marks) {
    if (joiners.includes(mark)) {
      if (joiners.includes(kept.at(-1) ?? " ")) kept.pop();
      kept.push(mark);
    } else if (count < maxMarks || (count < mostOf(mark) && !kept.includes(mark))) {
      kept.push(mark);
      count++;
    }
  }
  return kept.join("");
}

function mostOf(mark: string): number {
  return stacks.find(({ script }) => script.test(mark))?.most ?? maxMarks;
}

/** The text with no grapheme more than `maxRun` times in a row, except numerals: a number must not change. */
function withoutLongRuns(text: string): string {
  let run = 0;
  return segments(text)
    .filter((one, n, all) => (run = one === all[n - 1] ? run + 1 : 1) <= maxRun || NUMERAL.test(one))
    .join("");
}
