/** What is said of a rehearsal, on the console and at home. */
import { byLanguage } from "./languages";

const da = {
  name: "Generalprøve",
  offer: "En sal af tænkte deltagere, helt for sig selv",
  begin: "Hold generalprøve",
  about:
    "Tænkte deltagere kommer, skriver, støtter og svarer i en session for sig. Intet blandes med den rigtige.",
  phones: "Hvor mange telefoner?",
  minutes: "Hvor længe?",
  min: (n: number) => `${n} min`,
  who: "Hvem leder?",
  lead: { true: "De leder selv", false: "Jeg leder" },
  leadHint: { true: "De leder, indtil du selv går videre.", false: "De kommer med og venter på dig." },
  start: "Start prøven",
  starting: "Lukker folk ind …",
  full: "Der er folk i tre prøver allerede. Stop en af dem, eller slet den.",
  failed: "Prøven kunne ikke startes. Prøv igen.",
  ready: "Prøven er klar.",
  openConsole: "Åbn prøvens styrepult",

  joined: (n: number, of: number) => `${n} af ${of} med`,
  connected: (n: number) => `${n} forbundet`,
  sent: (n: number) => `${n} sendt`,
  errors: (n: number) => `${n} fejl`,
  nobody: "Der er ingen med endnu",
  leaving: "De går hjem …",
  over: "Prøven er slut",
  same: (equal: number, checked: number) =>
    equal === checked ? "alle skærme viste det samme" : `${equal} af ${checked} skærme viste det samme`,
  theyLead: "De leder selv",
  letIn: "Luk folk ind",
  pause: "Pause",
  resume: "Fortsæt",
  speed: "Fart",
  times: (n: number) => (n === 1 ? "som i virkeligheden" : `${n} gange så hurtigt`),
  wave: "Send en bølge",
  stop: "Send dem hjem",
  steer: "Styr prøven",
  lost: "Prøven svarer ikke lige nu.",

  wipe: "Slet prøven",
  wipeTitle: "Slet prøven?",
  wipeText:
    "De tænkte deltagere går, og alt fra prøven slettes, også på disken. Den rigtige session røres ikke.",
  wipeFailed: "Prøven kunne ikke slettes. Prøv igen.",
};

const en: typeof da = {
  name: "Rehearsal",
  offer: "A room of imagined people, all by itself",
  begin: "Hold a rehearsal",
  about:
    "Imagined people join, write, support and vote in a session of its own. Nothing mixes with the real one.",
  phones: "How many phones?",
  minutes: "For how long?",
  min: (n) => `${n} min`,
  who: "Who leads?",
  lead: { true: "They lead themselves", false: "I lead" },
  leadHint: { true: "They lead until you move on yourself.", false: "They join and wait for you." },
  start: "Start the rehearsal",
  starting: "Letting people in …",
  full: "There are people in three rehearsals already. Stop one of them, or delete it.",
  failed: "The rehearsal could not be started. Try again.",
  ready: "The rehearsal is ready.",
  openConsole: "Open the rehearsal's console",

  joined: (n, of) => `${n} of ${of} joined`,
  connected: (n) => `${n} connected`,
  sent: (n) => `${n} sent`,
  errors: (n) => (n === 1 ? "1 error" : `${n} errors`),
  nobody: "Nobody has joined yet",
  leaving: "They are going home …",
  over: "The rehearsal is over",
  same: (equal, checked) =>
    equal === checked ? "all screens showed the same" : `${equal} of ${checked} screens showed the same`,
  theyLead: "They lead themselves",
  letIn: "Let people in",
  pause: "Pause",
  resume: "Go on",
  speed: "Speed",
  times: (n) => (n === 1 ? "as fast as life" : `${n} times as fast`),
  wave: "Send a wave",
  stop: "Send them home",
  steer: "Steer the rehearsal",
  lost: "The rehearsal does not answer just now.",

  wipe: "Delete the rehearsal",
  wipeTitle: "Delete the rehearsal?",
  wipeText:
    "The imagined people leave, and everything from the rehearsal is erased, on disk too. The real session is not touched.",
  wipeFailed: "The rehearsal could not be deleted. Try again.",
};

export type RehearsalWords = typeof da;
export const rehearsalWords = byLanguage<RehearsalWords>({ da, en });
