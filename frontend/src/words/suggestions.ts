import type { SuggestingState } from "../live/wire";
import { byLanguage } from "./languages";

/** The words of the console about suggested pitfalls and questions that say nearly the same. */
const da = {
  take: (
    where: string,
    percent: string | undefined,
    { asker, certain }: { asker: boolean; certain: boolean },
  ) =>
    [
      `Læg i ${where}`,
      percent && `${percent} sikkert`,
      asker && "foreslået af spørgeren",
      certain && "regnes for sikker",
    ]
      .filter(Boolean)
      .join(", "),
  fitsNone: "Passer ingen steder",
  orNone: "ingen",
  why: "Hvorfor?",
  whyWords: "Spørgsmålet har ord fra faldgruben:",
  whyExample: "Spørgsmålet ligner et eksempel på faldgruben:",
  whyCard: "Spørgsmålet ligner et, der ligger der:",
  whyAsker: "Spørgeren har selv foreslået den.",
  whyAll: "Spørgsmålet som helhed ligner faldgruben mest. Ingen enkelte ord afgør det.",
  whyLikeNone: "Spørgsmålet ligner et, der ikke hører til nogen af faldgruberne:",
  whyNone: "Spørgsmålet ligner ikke nogen af faldgruberne.",
  takeCertain: (n: number) => (n === 1 ? "Tag 1 sikker" : `Tag ${n} sikre`),
  certainTitle: "Tag alle sikre",
  certainHint: "Fjern fluebenet ved dem, der ikke skal med. Fortryd tager det hele tilbage på én gang.",
  proposalsHint: "Her er det, spørgerne selv har foreslået. Fjern fluebenet ved dem, der ikke skal med.",
  noneCertain: "Ingen kort er sikre lige nu.",
  placeThese: (n: number) => (n === 1 ? "Læg 1 kort på plads" : `Læg ${n} kort på plads`),
  allPlaced: (n: number) => `${n} lagt på plads.`,
  gather: "Saml lignende",
  bring: (n: number) => (n === 1 ? "1 andet ligner: hent det hertil" : `${n} andre ligner: hent dem hertil`),
  stack: (n: number) => `${n} ligner hinanden: læg dem sammen`,
  nowTogether: (n: number) => `${n} står nu sammen. M lægger dem sammen.`,
  merged: (n: number) => `Lagt sammen: ${n}. Se dem`,
  splitAll: "Skil alle ad",
  splitNow: (n: number) => `Skilt ad: ${n} kort igen.`,
  /** What is the matter with the suggestions, and what to do. */
  states: {
    off: ["Ingen forslag til faldgruber", "De slås til på serveren: summe[suggest], SUMME_SUGGEST."],
    starting: ["Forslag til faldgruber er på vej …", ""],
    failed: ["Forslagene er gået i stå", "Serveren prøver igen. Sortér videre imens."],
    on: ["", ""],
    base: ["Forslag efter ord og stavemåde", ""],
  } satisfies Record<SuggestingState | "base", [string, string]>,
};

const en: typeof da = {
  take: (where, percent, { asker, certain }) =>
    [
      `Put in ${where}`,
      percent && `${percent} certain`,
      asker && "proposed by the asker",
      certain && "counts as certain",
    ]
      .filter(Boolean)
      .join(", "),
  fitsNone: "Fits none",
  orNone: "none",
  why: "Why?",
  whyWords: "The question has words of the pitfall:",
  whyExample: "The question resembles an example of the pitfall:",
  whyCard: "The question resembles one that is there:",
  whyAsker: "The asker proposed it.",
  whyAll: "The question as a whole resembles this pitfall most. No single word decides it.",
  whyLikeNone: "The question resembles one that belongs to none of the pitfalls:",
  whyNone: "The question resembles none of the pitfalls.",
  takeCertain: (n) => `Take ${n} certain`,
  certainTitle: "Take all certain",
  certainHint: "Untick those to leave out. Undo takes all of it back at once.",
  proposalsHint: "These are what the askers themselves proposed. Untick those to leave out.",
  noneCertain: "No card is certain just now.",
  placeThese: (n) => (n === 1 ? "Place 1 card" : `Place ${n} cards`),
  allPlaced: (n) => `${n} placed.`,
  gather: "Gather alike",
  bring: (n) => (n === 1 ? "1 other is alike: bring it here" : `${n} others are alike: bring them here`),
  stack: (n) => `${n} alike: merge them`,
  nowTogether: (n) => `${n} now stand together. M merges them.`,
  merged: (n) => `Merged: ${n}. See them`,
  splitAll: "Take all apart",
  splitNow: (n) => `Taken apart: ${n} cards again.`,
  states: {
    off: ["No suggested pitfalls", "They are switched on at the server: summe[suggest], SUMME_SUGGEST."],
    starting: ["Suggested pitfalls are on their way …", ""],
    failed: ["The suggestions have stopped", "The server tries again. Go on grouping meanwhile."],
    on: ["", ""],
    base: ["Suggestions by words and spelling", ""],
  },
};

export const suggestionWords = byLanguage<typeof da>({ da, en });
export type SuggestionWords = typeof da;
