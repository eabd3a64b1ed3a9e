/** Where a held text seems to hold personal data, in the pieces that the console draws. */
import type { PersonalPlace } from "../live/wire";

/** Words that follow each other, or the place of something personal, which has a `kind`. */
export interface Piece {
  text: string;
  kind?: PersonalPlace["flag"];
}

/** The pieces of a text in their order. Places that overlap are one, of the kind of the first. */
export function pieces(text: string, places: readonly PersonalPlace[]): Piece[] {
  // The server counts code points.
  const signs = [...text];
  const found: Piece[] = [];
  const between = (start: number, end: number) => signs.slice(start, end).join("");
  let at = 0;
  for (let n = 0; n < places.length; n++) {
    const { flag, start } = places[n]!;
    let { end } = places[n]!;
    while (n + 1 < places.length && places[n + 1]!.start < end) end = Math.max(end, places[++n]!.end);
    if (at < start) found.push({ text: between(at, start) });
    found.push({ text: between(start, end), kind: flag });
    at = end;
  }
  if (at < signs.length) found.push({ text: between(at, signs.length) });
  return found;
}
