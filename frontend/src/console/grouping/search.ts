import type { Card } from "../cards.svelte";

/** What the search can show alone; several together show what passes them all. */
export type Filter = "unplaced" | "supported" | "held" | "merged";

/** Whether a question can be placed in a pitfall: it is on the board, and no question for the next time. */
export const isPlaceable = ({ next, flags }: Card) => flags.state === "shown" && !next;

const PASSES: Record<Filter, (card: Card) => boolean> = {
  unplaced: (card) => isPlaceable(card) && card.pitfall === null,
  supported: ({ support }) => support > 0,
  held: ({ next, flags }) => flags.state === "held" && !next,
  merged: ({ flags }) => flags.state === "merged" || flags.merged > 0,
};
/** In the order of their buttons. */
export const FILTERS = Object.keys(PASSES) as Filter[];

/** A text without case, accents and spelling of æ, ø and å: "Økonomi", "oekonomi" and "okonomi" become the same. */
export const folded = (text: string) =>
  text
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/æ|ae|aa/g, "a")
    .replace(/ø|oe/g, "o");

/** The two forms that a text is searched in: as it is written, and folded. Kept while the card is the same. */
const forms = new WeakMap<Card, [string, string]>();
function formsOf(card: Card): [string, string] {
  let both = forms.get(card);
  if (!both) forms.set(card, (both = [card.text.toLowerCase(), folded(card.text)]));
  return both;
}

/**
 * The questions that have all words of `sought`, in part or whole, and pass all filters; none if neither is given.
 * `newestFirst` is turned round, so that one that comes in stands last and moves no other. A covered question is found
 * by a filter but by no word, which would give away what it says.
 */
export function search(
  newestFirst: readonly Card[],
  sought: string,
  filters: readonly Filter[],
  isCovered: (card: Card) => boolean,
): Card[] {
  const words = sought.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length && !filters.length) return [];
  const pairs = words.map((word) => [word, folded(word)] as const);
  return newestFirst
    .filter((card) => {
      if (!filters.every((filter) => PASSES[filter](card))) return false;
      if (isCovered(card)) return !pairs.length;
      const [written, plain] = formsOf(card);
      return pairs.every(([word, fold]) => written.includes(word) || plain.includes(fold));
    })
    .reverse();
}
