/** The words for rehearsals, on console and home. */
import { byLanguage } from "./languages";

const da = {
  name: "Generalprøve",
  offer: "En sal af simulerede deltagere, helt for sig selv",
  begin: "Hold generalprøve",
  about:
    "Simulerede deltagere kommer, skriver, støtter og svarer i en session for sig. Intet blandes med den rigtige.",
  phones: "Hvor mange telefoner?",
  minutes: "Hvor længe?",
  min: (n: number) => `${n} min`,
  who: "Hvem leder?",
  lead: { true: "Lad prøven køre selv", false: "Jeg leder" },
  leadHint: { true: "Den kører, indtil du selv går videre.", false: "De kommer med og venter på dig." },
  start: "Start prøven",
  starting: "Lukker folk ind …",
  full: "Der er folk i tre prøver allerede. Stop en af dem, eller slet den.",
  failed: "Prøven kunne ikke startes. Prøv igen.",
  ready: "Prøven er klar.",
  openConsole: "Åbn prøvens styrepult",

  joined: (n: number, of: number) => `${n} af ${of} er med`,
  connected: (n: number) => `${n} forbundet`,
  sent: (n: number) => `${n} sendt`,
  errors: (n: number) => `${n} fejl`,
  nobody: "Der er ingen med endnu",
  leaving: "De går hjem …",
  over: "Prøven er slut",
  same: (equal: number, checked: number) =>
    equal === checked
      ? "alle skærme viste det samme"
      : `${equal} af ${checked} ${checked === 1 ? "skærm" : "skærme"} viste det samme`,
  theyLead: "Prøven kører selv",
  letIn: "Luk folk ind",
  pause: "Sæt prøven på pause",
  resume: "Lad prøven gå videre",
  speed: "Fart",
  times: (n: number) => (n === 1 ? "som i virkeligheden" : `${n} gange så hurtigt`),
  wave: "Lad alle skrive på én gang",
  stop: "Send dem hjem",
  steer: "Styr prøven",
  lost: "Prøven svarer ikke lige nu.",

  wipe: "Slet prøven",
  wipeTitle: "Slet prøven?",
  wipeText:
    "De simulerede deltagere går, og alt fra prøven slettes, også på disken. Den rigtige session røres ikke.",
  wipeFailed: "Prøven kunne ikke slettes. Prøv igen.",
};

const en: typeof da = {
  name: "Rehearsal",
  offer: "A room of simulated people, all by itself",
  begin: "Hold a rehearsal",
  about:
    "Simulated people join, write, support and vote in a session of its own. Nothing mixes with the real one.",
  phones: "How many phones?",
  minutes: "For how long?",
  min: (n) => `${n} min`,
  who: "Who leads?",
  lead: { true: "Let it run by itself", false: "I lead" },
  leadHint: { true: "It runs until you move on yourself.", false: "They join and wait for you." },
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
    equal === checked
      ? "all screens showed the same"
      : `${equal} of ${checked} ${checked === 1 ? "screen" : "screens"} showed the same`,
  theyLead: "It runs by itself",
  letIn: "Let people in",
  pause: "Pause the rehearsal",
  resume: "Resume the rehearsal",
  speed: "Speed",
  times: (n) => (n === 1 ? "as fast as life" : `${n} times as fast`),
  wave: "Have everybody write at once",
  stop: "Send them home",
  steer: "Steer the rehearsal",
  lost: "The rehearsal does not answer just now.",

  wipe: "Delete the rehearsal",
  wipeTitle: "Delete the rehearsal?",
  wipeText:
    "The simulated people leave, and everything from the rehearsal is erased, on disk too. The real session is not touched.",
  wipeFailed: "The rehearsal could not be deleted. Try again.",
};

export type RehearsalWords = typeof da;
export const rehearsalWords = byLanguage<RehearsalWords>({ da, en });
