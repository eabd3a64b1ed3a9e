/** The words of the phone's text box; fetched before those of its other pages and steps. */
import type { Rejection } from "../live/wire";
import { byLanguage } from "./languages";

/** The rejections of a text that are said by `refusedElse`: there is nothing that its writer could do about them. */
type Else =
  | "not_yours"
  | "forbidden"
  | "unknown"
  | "stale"
  | "changed_since"
  | "moved"
  | "conflict"
  | "empty"
  | "too_fast"
  | "used_up"
  | "full"
  | "locked"
  | "removed"
  | "waiting"
  | "not_saved"
  | "invalid";

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
  sendAnyway: "Send alligevel",
  grace: "Der er lukket for nye spørgsmål, men du kan nå at sende det her.",
  graceLeft: (s: number) => (s === 1 ? "1 sekund endnu" : `${s} sekunder endnu`),
  shut: "Der er lukket for spørgsmål lige nu.",
  shutKept: "Der er lukket for spørgsmål. Din tekst er gemt her på telefonen.",
  refused: {
    wrong_step: "Det kan ikke rettes mere. Din tekst er gemt her.",
    closed: "Der var lige blevet lukket. Din tekst er gemt her på telefonen.",
    too_long: "Teksten er for lang. Den er gemt her på telefonen.",
    too_many: "Du har skrevet så mange spørgsmål, som der er plads til. Din tekst er gemt her.",
    ended: "Det hele er slut, så det kom ikke med. Din tekst er gemt her.",
  } satisfies Record<Exclude<Rejection, Else>, string> as Partial<Record<Rejection, string>>,
  refusedElse: "Det kunne ikke sendes. Din tekst er gemt her på telefonen.",
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
  sendAnyway: "Send anyway",
  grace: "Questions have closed, but there is time to send this one.",
  graceLeft: (s) => (s === 1 ? "1 second left" : `${s} seconds left`),
  shut: "Questions are closed just now.",
  shutKept: "Questions are closed. Your text is kept here on your phone.",
  refused: {
    wrong_step: "It can no longer be changed. Your text is kept here.",
    closed: "Questions had just closed. Your text is kept here on your phone.",
    too_long: "The text is too long. It is kept here on your phone.",
    too_many: "You have written as many questions as there is room for. Your text is kept here.",
    ended: "It is all over, so this did not make it. Your text is kept here.",
  },
  refusedElse: "It could not be sent. Your text is kept here on your phone.",
  notNow: "No, not just now",
};
export type WritingWords = typeof da;
export const writingWords = byLanguage<WritingWords>({ da, en });
