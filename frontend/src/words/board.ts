import type { DisconnectReason } from "../live/socket";
import { FLAG_WORDS } from "./flags";
import { byLanguage } from "./languages";

const OTHER_DA: [string, string] = ["Storskærmen kan ikke vises", "Åbn den igen fra styrepulten."];
const OTHER_EN: [string, string] = ["The board cannot be shown", "Open it again from the console."];
/** The words of the board, besides the run sheet's own texts. */
const da = {
  scan: "Scan, eller gå til",
  noAddress: "Adressen kommer her om lidt",
  joined: (n: number) => (n === 1 ? "er med" : "er med"),
  questions: (n: number) => (n === 1 ? "spørgsmål" : "spørgsmål"),
  emptyHow: "Skriv dit spørgsmål på telefonen",
  inJungle: "ikke placeret endnu",
  pitfalls: (n: number) =>
    n === 1 ? "Én faldgrube" : `${["", "", "To", "Tre", "Fire", "Fem", "Seks"][n] ?? n} faldgruber`,

  alone: ["Hver for sig", "På papir"],
  thenTogether: "Så taler I sammen",
  tells: { left: "Den til venstre fortæller", right: "Den til højre fortæller" },
  listens: { left: "Den til venstre lytter", right: "Den til højre lytter" },
  begins: "Den til venstre begynder",
  swap: "Byt!",
  together: "Tal sammen to og to",
  three: "Sidder I tre, så del tiden",
  mayLink: "I kan forbinde jeres telefoner",
  paused: "Pause",
  timeUp: "Tiden er gået",
  thankYou: "Tak!",
  writeNow: "Skriv på telefonen",

  answer: "Svaret",
  skipped: "Sprunget over i dag",
  page: (n: number, of: number) => `Side ${n} af ${of}`,
  nth: (n: number, of: number) => `Spørgsmål ${n} af ${of}`,
  wantToKnow: (n: number): [string, string] => [
    String(n),
    n === 1 ? "vil også vide det" : "vil også vide det",
  ],
  flags: FLAG_WORDS.da,
  standsFor: (n: number) => `${n} spørgsmål i ét`,
  noneHere: "Ingen spørgsmål her",
  allParked: "Spørgsmålene her er lagt til side",

  haveAnswered: (n: number): string => (n === 1 ? "har svaret" : "har svaret"),
  centre: "Salens tyngdepunkt",
  dotsFromFive: "Prikkerne vises, når fem har svaret",
  dotsHidden: "Prikkerne er skjult",

  answered: (yes: number, all: number) => `${yes} af ${all} spørgsmål fik svar`,
  hiddenPoll: "Svarene vises, når der er fem",
  hiddenCells: "Faldgruber med under fem svar vises ikke, og én mere, hvis en af dem ellers kunne regnes ud",
  yes: "Ja",
  partly: "Til dels",
  no: "Nej",
  notKnown: "Ikke oplyst",
  of: (n: number) => `af ${n}`,
  next: (n: number): string => (n === 1 ? "nyt spørgsmål trænger sig på" : "nye spørgsmål trænger sig på"),

  thanks: "Tak",
  missing: (n: number): [string, string] => [
    String(n),
    n === 1 ? "spørgsmål fik ikke svar." : "spørgsmål fik ikke svar.",
  ],
  notKnownOf: (n: number, others: boolean) =>
    others ? `Om ${n} ved vi det ikke.` : `Om ${n} spørgsmål ved vi ikke, om de fik svar.`,
  wereAnswered: "Fik svar, helt eller til dels",
  wereNot: "Fik ikke svar",
  notKnownOrShown: "Ikke oplyst eller ikke vist",
  unplaced: "Ikke placeret",
  promise: (n: number) => `${n === 1 ? "Det" : "De"} er skrevet ned og følger med i rapporten.`,
  promiseReplies: "Svarene kommer på Min side.",
  onMyPage: "Jeres spørgsmål ligger på Min side.",

  soundTry: "Prøv lyden",
  soundOff: "Lyd fra",
  keysFail: "Klikkeren når ikke styrepulten fra denne computer",
  soundBlocked: "Klik for at slå lyden til",
  frozen: "Billedet står stille",
  news: (n: number) => `${n} ${n === 1 ? "nyt" : "nye"}`,
  lost: "Ingen forbindelse – prøver igen",
  figuresFrom: (time: string) => `Tallene er fra ${time}`,
  ended: "Sessionen er slut",
  rehearsal: "Prøve",
  loading: "Et øjeblik",
  outdated: ["Siden er ældre end serveren", "Genindlæs den her på storskærmen."] as [string, string],
  disconnectReasons: {
    unknown_session: ["Koden findes ikke", "Åbn storskærmen igen fra styrepulten."],
    unknown_key: [
      "Linket gælder ikke længere",
      "Lav en engangskode på styrepulten eller på arrangørens side.",
    ],
    not_yours: [
      "Denne storskærm er lukket ude",
      "Lav en engangskode på styrepulten eller på arrangørens side.",
    ],
    superseded: ["Storskærmen er åbnet et andet sted", "Du kan lukke denne fane."],
    ended: ["Sessionen er slut", "Tak, fordi I var med."],
    erased: ["Sessionen er slettet", "Alt, hvad der blev skrevet, er væk."],
    locked: OTHER_DA,
    waiting: OTHER_DA,
    full: OTHER_DA,
    removed: OTHER_DA,
    no_hello: OTHER_DA,
  } satisfies Record<DisconnectReason, [string, string]>,
};
const en: typeof da = {
  scan: "Scan, or go to",
  noAddress: "The address will be here in a moment",
  joined: (n) => (n === 1 ? "has joined" : "have joined"),
  questions: (n) => (n === 1 ? "question" : "questions"),
  emptyHow: "Write your question on your phone",
  inJungle: "not placed yet",
  pitfalls: (n) =>
    n === 1 ? "One pitfall" : `${["", "", "Two", "Three", "Four", "Five", "Six"][n] ?? n} pitfalls`,

  alone: ["On your own", "On paper"],
  thenTogether: "Then you talk together",
  tells: { left: "The one on the left talks", right: "The one on the right talks" },
  listens: { left: "The one on the left listens", right: "The one on the right listens" },
  begins: "The one on the left begins",
  swap: "Swap!",
  together: "Talk in pairs",
  three: "If you are three, share the time",
  mayLink: "You can link your phones",
  paused: "Paused",
  timeUp: "Time is up",
  thankYou: "Thanks!",
  writeNow: "Write on your phone",

  answer: "The answer",
  skipped: "Skipped today",
  page: (n, of) => `Page ${n} of ${of}`,
  nth: (n, of) => `Question ${n} of ${of}`,
  wantToKnow: (n) => [String(n), n === 1 ? "wants to know too" : "want to know too"],
  flags: FLAG_WORDS.en,
  standsFor: (n) => `${n} questions in one`,
  noneHere: "No questions here",
  allParked: "The questions here are set aside",

  haveAnswered: (n) => (n === 1 ? "has answered" : "have answered"),
  centre: "The room’s centre",
  dotsFromFive: "The dots are shown once five have answered",
  dotsHidden: "The dots are hidden",

  answered: (yes, all) =>
    `${yes} of ${all} ${all === 1 ? "question" : "questions"} ${yes === 1 ? "was" : "were"} answered`,
  hiddenPoll: "The answers are shown once there are five",
  hiddenCells:
    "Pitfalls with fewer than five answers are not shown, nor one more where one could be worked out",
  yes: "Yes",
  partly: "Partly",
  no: "No",
  notKnown: "Not known",
  of: (n) => `of ${n}`,
  next: (n) => (n === 1 ? "new question is pressing" : "new questions are pressing"),

  thanks: "Thank you",
  missing: (n) => [String(n), n === 1 ? "question was not answered." : "questions were not answered."],
  notKnownOf: (n, others) =>
    others
      ? `Of ${n} we do not know.`
      : `Of ${n} ${n === 1 ? "question" : "questions"} we do not know whether ${n === 1 ? "it was" : "they were"} answered.`,
  wereAnswered: "Answered, in whole or in part",
  wereNot: "Not answered",
  notKnownOrShown: "Not known or not shown",
  unplaced: "Not placed",
  promise: (n) =>
    n === 1
      ? "It is written down and goes into the report."
      : "They are written down and go into the report.",
  promiseReplies: "The replies will be on My page.",
  onMyPage: "Your questions are on My page.",

  soundTry: "Try the sound",
  soundOff: "Sound off",
  keysFail: "The clicker does not reach the console from this computer",
  soundBlocked: "Click to allow sound",
  frozen: "The picture is frozen",
  news: (n) => `${n} new`,
  lost: "No connection – trying again",
  figuresFrom: (time) => `The figures are from ${time}`,
  ended: "The session is over",
  rehearsal: "Rehearsal",
  loading: "One moment",
  outdated: ["This page is older than the server", "Reload it here on the board."],
  disconnectReasons: {
    unknown_session: ["No such code", "Open the board again from the console."],
    unknown_key: [
      "This link is no longer valid",
      "Make a one-time code at the console or on the organiser’s page.",
    ],
    not_yours: [
      "This board has been locked out",
      "Make a one-time code at the console or on the organiser’s page.",
    ],
    superseded: ["The board is open somewhere else", "You can close this tab."],
    ended: ["The session is over", "Thank you for taking part."],
    erased: ["The session was erased", "Everything that was written is gone."],
    locked: OTHER_EN,
    waiting: OTHER_EN,
    full: OTHER_EN,
    removed: OTHER_EN,
    no_hello: OTHER_EN,
  },
};
export type BoardWords = typeof da;
export const boardWords = byLanguage<BoardWords>({ da, en });
