import type { SuggestionRow } from "../../live/wire";

/** A pitfall that is offered for a card, or null: it fits none. */
export interface Offer<P> {
  pitfall: P | null;
  /** How likely it is, from 0 to 1; undefined where only the asker proposed it. */
  share: number | undefined;
  /** Whether the asker proposed it. */
  asker: boolean;
}
interface Named {
  id: string;
}
/** Percentages are shown in steps of this, so that none pretends to be exact. */
const STEP = 0.05;
/** No percentage is shown as 0 or 100. */
const MOST = 0.95;

/**
 * What is offered for a card, the likeliest first: the pitfalls of its suggestion, and the one that its asker proposed.
 * The suggestion has taken the asker's proposal into account, so its order counts; a proposal comes first only where
 * nothing is suggested, or that it fits none. A pitfall that was removed is not offered.
 */
export function offersFor<P extends Named>(
  row: SuggestionRow | undefined,
  proposed: string | null,
  pitfalls: readonly P[],
): Offer<P>[] {
  const offers: Offer<P>[] = [];
  const add = (id: string | null, share: number) => {
    const pitfall = id === null ? null : pitfalls.find((one) => one.id === id);
    if (pitfall !== undefined) offers.push({ pitfall, share, asker: id !== null && id === proposed });
  };
  if (row && row.first_p > 0) {
    add(row.first, row.first_p);
    if (row.has_second) add(row.second, row.second_p);
  }
  const own = pitfalls.find(({ id }) => id === proposed);
  if (own && !offers.some(({ asker }) => asker)) {
    const offer = { pitfall: own, share: undefined, asker: true };
    if (offers[0]?.pitfall) offers.push(offer);
    else offers.unshift(offer);
  }
  return offers;
}

/**
 * Which pitfall *take all certain* puts a card in: the suggested one if it is certain, and where nothing is suggested the
 * asker's. The suggestion has weighed the asker's proposal, so one that agrees with it and is not certain is not taken.
 */
export function sureOf<P extends Named>(
  row: SuggestionRow | undefined,
  [first]: readonly Offer<P>[],
): P | undefined {
  if (!first?.pitfall) return undefined;
  const isSuggested = row !== undefined && row.first_p > 0;
  return (isSuggested ? row.certain && row.first === first.pitfall.id : first.asker)
    ? first.pitfall
    : undefined;
}

/** A share as it is shown: a multiple of `STEP` that is neither 0 nor 1. */
export const shownShare = (share: number): number =>
  Math.min(MOST, Math.max(STEP, Math.round(share / STEP) * STEP));
