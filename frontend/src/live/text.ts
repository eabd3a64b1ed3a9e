const segmenter = new Intl.Segmenter("da", { granularity: "grapheme" });

/** Length as a reader counts it. */
export function graphemes(text: string): number {
  let count = 0;
  for (const part of segmenter.segment(text.normalize("NFC").trim())) count += part.segment ? 1 : 0;
  return count;
}
