/** The words of the console where several facilitate at once: who moved what, and helpers who may only group. */
import type { UndoKind } from "../live/wire";
import { byLanguage } from "./languages";

/** What was done, in one line: who did it, to what, and for `placed` where it went (null: back to the tray). */
type MoveSentence = (who: string, what: string, where: string | null) => string;

const da = {
  organiser: "Arrangøren",
  someQuestions: (n: number) => (n === 1 ? "et spørgsmål" : `${n} spørgsmål`),
  justMoved: {
    placed: (who, what, where) => (where ? `${who} lagde ${what} i ${where}` : `${who} tog ${what} ud igen`),
    hidden: (who, what) => `${who} skjulte ${what}`,
    shown: (who, what) => `${who} viste ${what}`,
    held: (who, what) => `${who} holdt ${what} tilbage`,
    all_hidden: (who) => `${who} skjulte alt fra en deltager`,
    asker_released: (who) => `${who} holder ikke mere en deltager tilbage`,
    merged: (who, what) => `${who} lagde ${what} sammen med et andet`,
    split: (who, what) => `${who} skilte ${what} ad`,
    corrected: (who, what) => `${who} rettede ${what}`,
    replied: (who, what) => `${who} svarede på ${what}`,
    reply_withdrawn: (who, what) => `${who} tog svaret på ${what} tilbage`,
    marked: (who, what) => `${who} ændrede mærket på ${what}`,
    swept: (who) => `${who} fjernede deltagere`,
    restored: (who) => `${who} hentede deltagere tilbage`,
    pitfalls: (who) => `${who} ændrede faldgruberne`,
  } satisfies Record<UndoKind, MoveSentence> as Record<UndoKind, MoveSentence>,
  othersJustNow: "Det har andre lige gjort",
  firstTo: (move: string) => `${move}, før du nåede det.`,
  isNow: (what: string, where: string) => `En anden flyttede ${what} først, til ${where}.`,
  isGone: (what: string) => `En anden skjulte ${what} eller lagde det sammen med et andet.`,
  areNow: (n: number) =>
    n === 1
      ? "En anden flyttede 1 af dem først. Det ligger, hvor det blev lagt."
      : `Andre flyttede ${n} af dem først. De ligger, hvor de blev lagt.`,
  moveAnyway: (where: string) => `Flyt alligevel til ${where}`,
  leaveIt: "Lad det ligge",
  mergeMoved: "Et af spørgsmålene er flyttet imens. Se efter, og læg sammen igen.",

  inviteTo: "Hvad må den, du giver koden?",
  invites: { console: "Alt", grouping: "Kun sortering" },
  groupingHint:
    "En hjælper kan lægge kort i faldgruberne, lægge dem sammen, skille dem ad og lægge dem til side. Alt andet er dit.",
  helperScan: "Lad hjælperen scanne. Koden gælder én gang i ti minutter.",
  helperCame: "Koden er brugt, og hjælperen er med.",
  helperName: "Hjælperens navn",
  helperNameHint: "Det står ved det, hjælperen flytter.",
  groupingOnly: "kun sortering",
  groupingTitle: "Du sorterer",
  roomIsAt: (step: string) => `Salen er ved: ${step}`,
};

const en: typeof da = {
  organiser: "The organiser",
  someQuestions: (n) => (n === 1 ? "a question" : `${n} questions`),
  justMoved: {
    placed: (who, what, where) =>
      where ? `${who} put ${what} in ${where}` : `${who} took ${what} out again`,
    hidden: (who, what) => `${who} hid ${what}`,
    shown: (who, what) => `${who} showed ${what}`,
    held: (who, what) => `${who} held back ${what}`,
    all_hidden: (who) => `${who} hid everything from a participant`,
    asker_released: (who) => `${who} no longer holds back a participant`,
    merged: (who, what) => `${who} merged ${what} with another`,
    split: (who, what) => `${who} took ${what} apart`,
    corrected: (who, what) => `${who} corrected ${what}`,
    replied: (who, what) => `${who} replied to ${what}`,
    reply_withdrawn: (who, what) => `${who} took back the reply to ${what}`,
    marked: (who, what) => `${who} changed the mark of ${what}`,
    swept: (who) => `${who} removed participants`,
    restored: (who) => `${who} brought participants back`,
    pitfalls: (who) => `${who} changed the pitfalls`,
  },
  othersJustNow: "What others have just done",
  firstTo: (move) => `${move} before you did.`,
  isNow: (what, where) => `Another moved ${what} first, to ${where}.`,
  isGone: (what) => `Another hid ${what}, or merged it with a third.`,
  areNow: (n) =>
    n === 1
      ? "Another moved 1 of them first. It is where it was put."
      : `Others moved ${n} of them first. They are where they were put.`,
  moveAnyway: (where) => `Move to ${where} anyway`,
  leaveIt: "Leave it",
  mergeMoved: "One of the questions was moved meanwhile. Look again, and then merge.",

  inviteTo: "What may the person do who gets the code?",
  invites: { console: "Everything", grouping: "Group only" },
  groupingHint:
    "A helper can put cards in the pitfalls, merge them, take them apart and set them aside. All else is yours.",
  helperScan: "Let the helper scan. The code works once, for ten minutes.",
  helperCame: "The code is used, and the helper has joined.",
  helperName: "The helper’s name",
  helperNameHint: "It stands beside what the helper moves.",
  groupingOnly: "grouping only",
  groupingTitle: "You are grouping",
  roomIsAt: (step) => `The room is at: ${step}`,
};

export type TogetherWords = typeof da;
export const togetherWords = byLanguage<TogetherWords>({ da, en });
