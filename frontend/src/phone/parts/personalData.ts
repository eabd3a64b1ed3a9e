/**
 * Where a text seems to hold personal data, and how the phone says so; fetched only for texts that might.
 * tests/golden/personal_data.json tests that phone and server agree.
 */
import { PERSONAL_DATA } from "../../live/personalData.generated";
import { foundWords } from "../../words/phoneFound";

const PATTERNS = PERSONAL_DATA.map(([kind, pattern, flags]) => ({
  kind,
  pattern: new RegExp(pattern, flags),
}));

/** A place in a text, in the units of its `length`. */
export interface Place {
  kind: (typeof PERSONAL_DATA)[number][0];
  start: number;
  end: number;
}

/** From the beginning of the text on; of places that overlap only the first. */
export function personalData(text: string): Place[] {
  const found = PATTERNS.flatMap(({ kind, pattern }) =>
    [...text.matchAll(pattern)].map((match) => {
      const end = match.index + match[0].length;
      // The first group is what stands before, since not every browser can look behind.
      return { kind, start: end - (match.groups?.whole ?? match[0].slice(match[1]!.length)).length, end };
    }),
  );
  found.sort((one, other) => one.start - other.start);
  const places: Place[] = [];
  for (const place of found) if (place.start >= (places.at(-1)?.end ?? 0)) places.push(place);
  return places;
}

/** The first thing in a text that seems personal, in words for the asker. */
export function firstPersonal(text: string, language: string) {
  const [first] = personalData(text);
  if (!first) return undefined;
  const { looksLike, quoted, mend } = foundWords(language);
  const words = text.slice(first.start, first.end);
  return { words, looksLike: looksLike[first.kind], quoted: quoted(words), mend };
}
