/**
 * The server's text rules (app/core/text.py) on the phone: what a text will be once it is cleaned, and its
 * length as a reader counts it. tests/golden/graphemes.json keeps the two in step. No lookbehind here or in
 * any pattern of the phone: one of them stops the whole script in browsers of 2022.
 */
const MAX_LINES = 6;
const MAX_RUN = 10;
const MAX_MARKS = 2;

const PICTURE = /\p{Extended_Pictographic}|\p{Emoji_Modifier}/u;
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

function cleanOnce(text: string): string {
  const readable = text
    .replace(/\p{M}{31,}/gu, (marks) => marks.slice(0, 30))
    .normalize("NFC")
    .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, "\n")
    .replace(/(?![\n\t\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Co}]/gu, "")
    .replace(/[\u115f\u1160\u3164\uffa0\u2800]|\u034f|[\u17b4\u17b5]|[\u180b-\u180e]/g, "");
  const lines = runs(
    withoutLone(readable)
      .replace(/((?![\ufe00-\ufe0f\u20e3])\p{M}){3,}/gu, (marks) =>
        Array.from(marks).slice(0, MAX_MARKS).join(""),
      )
      .replace(/[^\S\n]+/g, " ")
      .replace(/ *\n */g, "\n")
      .replace(/\n{2,}/g, "\n"),
  )
    .trim()
    .split("\n");
  return [...lines.slice(0, MAX_LINES - 1), lines.slice(MAX_LINES - 1).join(" ")].join("\n").trim();
}

/** Joiners and variation selectors stay only where a pictograph is built with them. */
function withoutLone(text: string): string {
  const points = Array.from(text);
  const joined = points.filter((point, n) => {
    if (point !== "\u200d") return true;
    const before = points[n - 1] ?? "";
    return (
      (PICTURE.test(before) || before === "\ufe0f") && /\p{Extended_Pictographic}/u.test(points[n + 1] ?? "")
    );
  });
  return joined
    .filter((point, n) => {
      if (!/^[\ufe00-\ufe0f]$/.test(point)) return true;
      return /[\p{Extended_Pictographic}0-9#*]/u.test(joined[n - 1] ?? "");
    })
    .join("");
}

/** No grapheme more than ten times in a row. */
function runs(text: string): string {
  let run = 0;
  return segments(text)
    .filter((one, n, all) => (run = one === all[n - 1] ? run + 1 : 1) <= MAX_RUN)
    .join("");
}
