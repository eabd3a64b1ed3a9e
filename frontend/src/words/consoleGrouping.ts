/** The words of the console for going through the cards one by one, and for searching and marking many. */
import type { Filter } from "../console/grouping/search";
import type { Gone } from "../console/grouping/oneByOne.svelte";
import { byLanguage } from "./languages";

const da = {
  oneByOne: "Ét ad gangen",
  allCards: "Alle kort",
  oneOf: (n: number, all: number) => `${n} af ${all}`,
  putOff: "Senere",
  putOffNow: "Kortet kommer igen til sidst.",
  putOffMany: (n: number) => `${n} gemt til sidst`,
  wasPutOff: "gemt til sidst",
  onlyThis: "Det er det sidste kort.",
  nextCard: "Næste kort",
  gone: {
    placed: (where: string) => `Kortet ligger nu i ${where}.`,
    hidden: "Kortet er skjult nu.",
    merged: "Kortet er lagt sammen med et andet.",
    held: "Kortet er holdt tilbage nu.",
    withdrawn: "Spørgsmålet er trukket tilbage.",
  } satisfies Record<Gone, unknown>,
  askersProposal: "spørgerens forslag",
  endOfPile: "Kommer der flere spørgsmål, står de her med det samme.",

  showOnly: "Vis kun",
  filters: {
    unplaced: "Ikke placeret",
    supported: "Flere vil vide det",
    held: "Holdt tilbage",
    merged: "Lagt sammen",
  } satisfies Record<Filter, string>,
  markThis: "Markér",
  markFound: (n: number) => (n === 1 ? "Markér det" : `Markér alle ${n}`),
  putAllIn: (n: number) => (n === 1 ? "Læg det i" : `Læg alle ${n} i`),
  putTheMarkedIn: (n: number) => (n === 1 ? "Læg det markerede i" : `Læg de ${n} markerede i`),
  putMarkedIn: (where: string) => `Læg de markerede i ${where}`,
};
const en: typeof da = {
  oneByOne: "One by one",
  allCards: "All cards",
  oneOf: (n, all) => `${n} of ${all}`,
  putOff: "Later",
  putOffNow: "The card comes again at the end.",
  putOffMany: (n) => `${n} left for last`,
  wasPutOff: "left for last",
  onlyThis: "This is the last card.",
  nextCard: "Next card",
  gone: {
    placed: (where) => `The card is now in ${where}.`,
    hidden: "The card is now hidden.",
    merged: "The card was merged with another.",
    held: "The card is now held back.",
    withdrawn: "The question was withdrawn.",
  },
  askersProposal: "the asker’s proposal",
  endOfPile: "If more questions come, they stand here at once.",

  showOnly: "Show only",
  filters: {
    unplaced: "Not placed",
    supported: "Others want to know too",
    held: "Held back",
    merged: "Merged",
  },
  markThis: "Mark",
  markFound: (n) => (n === 1 ? "Mark it" : `Mark all ${n}`),
  putAllIn: (n) => (n === 1 ? "Put it in" : `Put all ${n} in`),
  putTheMarkedIn: (n) => (n === 1 ? "Put the marked one in" : `Put the ${n} marked in`),
  putMarkedIn: (where) => `Put the marked in ${where}`,
};

export type GroupingWords = typeof da;
export const groupingWords = byLanguage<GroupingWords>({ da, en });
