/** The words of the phone's text box; fetched before those of its other pages and steps. */
import type { Rejection } from "../live/wire";
import { byLanguage } from "./languages";

const NOT_SENT_DA = "Det kunne ikke sendes. Din tekst er gemt her på telefonen.";
const NOT_SENT_EN = "It could not be sent. Your text is kept here on your phone.";

const da = {
  another: "Skriv et spørgsmål til",
  write: "Skriv et spørgsmål",
  resume: "Skriv videre",
  noNet: "Du behøver ikke gøre noget.",
  noNetBack: "Telefonen finder selv tilbage.",
  noNetQueued: "Dit spørgsmål sendes af sig selv.",
  forgets: "Din browser gemmer ikke noget. Lad siden stå åben, så længe du er med.",
  movedOn: "Salen er gået videre – følg med",
  noNames: "Skriv ikke navne på borgere eller kolleger.",
  editing: "Ret dit spørgsmål",
  send: "Send",
  save: "Gem rettelsen",
  cancel: "Annullér",
  left: (n: number) => (n < 0 ? `${-n} tegn for meget` : `${n} tegn tilbage`),
  tooLong: (n: number) => `Teksten er ${n} tegn for lang. Kort den lidt af, så kan den sendes.`,
  personal:
    "Det ligner et navn, et nummer eller en adresse. Ret det, eller send det alligevel – så bliver det læst, før det kommer på storskærmen.",
  sendAnyway: "Send alligevel",
  grace: "Der er lukket for nye spørgsmål, men du kan nå at sende det her.",
  graceLeft: (s: number) => (s === 1 ? "1 sekund endnu" : `${s} sekunder endnu`),
  shut: "Der er lukket for spørgsmål lige nu.",
  shutKept: "Der er lukket for spørgsmål. Din tekst er gemt her på telefonen.",
  refused: {
    wrong_step: "Det kan ikke rettes mere. Din tekst er gemt her.",
    closed: "Der var lige blevet lukket. Din tekst er gemt her på telefonen.",
    not_yours: NOT_SENT_DA,
    forbidden: NOT_SENT_DA,
    unknown: NOT_SENT_DA,
    stale: NOT_SENT_DA,
    changed_since: NOT_SENT_DA,
    conflict: NOT_SENT_DA,
    empty: NOT_SENT_DA,
    too_long: "Teksten er for lang. Den er gemt her på telefonen.",
    too_many: "Du har skrevet så mange spørgsmål, som der er plads til. Din tekst er gemt her.",
    too_fast: NOT_SENT_DA,
    used_up: NOT_SENT_DA,
    full: NOT_SENT_DA,
    locked: NOT_SENT_DA,
    removed: NOT_SENT_DA,
    waiting: NOT_SENT_DA,
    not_saved: NOT_SENT_DA,
    invalid: NOT_SENT_DA,
    ended: "Det hele er slut, så det kom ikke med. Din tekst er gemt her.",
  } satisfies Record<Rejection, string>,
  refusedElse: NOT_SENT_DA,
  notNow: "Nej, ikke lige nu",
};
const en: typeof da = {
  another: "Write another question",
  write: "Write a question",
  resume: "Go on writing",
  noNet: "Nothing to do.",
  noNetBack: "Your phone finds its way back.",
  noNetQueued: "Your question will be sent by itself.",
  forgets: "Your browser keeps nothing. Leave this page open for as long as you take part.",
  movedOn: "The room has moved on – catch up",
  noNames: "Do not name clients or colleagues.",
  editing: "Edit your question",
  send: "Send",
  save: "Save the change",
  cancel: "Cancel",
  left: (n) =>
    n < 0
      ? `${-n} ${n === -1 ? "character" : "characters"} too many`
      : `${n} ${n === 1 ? "character" : "characters"} left`,
  tooLong: (n) =>
    `The text is ${n} ${n === 1 ? "character" : "characters"} too long. Shorten it a little and it can be sent.`,
  personal:
    "This looks like a name, a number or an address. Change it, or send it anyway – then it is read before it reaches the big screen.",
  sendAnyway: "Send anyway",
  grace: "Questions have closed, but there is time to send this one.",
  graceLeft: (s) => (s === 1 ? "1 second left" : `${s} seconds left`),
  shut: "Questions are closed just now.",
  shutKept: "Questions are closed. Your text is kept here on your phone.",
  refused: {
    wrong_step: "It can no longer be changed. Your text is kept here.",
    closed: "Questions had just closed. Your text is kept here on your phone.",
    not_yours: NOT_SENT_EN,
    forbidden: NOT_SENT_EN,
    unknown: NOT_SENT_EN,
    stale: NOT_SENT_EN,
    changed_since: NOT_SENT_EN,
    conflict: NOT_SENT_EN,
    empty: NOT_SENT_EN,
    too_long: "The text is too long. It is kept here on your phone.",
    too_many: "You have written as many questions as there is room for. Your text is kept here.",
    too_fast: NOT_SENT_EN,
    used_up: NOT_SENT_EN,
    full: NOT_SENT_EN,
    locked: NOT_SENT_EN,
    removed: NOT_SENT_EN,
    waiting: NOT_SENT_EN,
    not_saved: NOT_SENT_EN,
    invalid: NOT_SENT_EN,
    ended: "It is all over, so this did not make it. Your text is kept here.",
  },
  refusedElse: NOT_SENT_EN,
  notNow: "No, not just now",
};
export type WritingWords = typeof da;
export const writingWords = byLanguage<WritingWords>({ da, en });
