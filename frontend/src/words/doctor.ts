/** The words of the doctor at home: is everything ready for the hall? What was found, the server says itself. */
import type { LoadPhase } from "../live/protocol.generated";
import { byLanguage } from "./languages";

const da = {
  name: "Er alt klar?",
  looking: "Ser efter …",
  problems: (n: number) => (n === 1 ? "Én ting skal ordnes." : `${n} ting skal ordnes.`),
  attentions: (n: number) =>
    n === 1 ? "Intet er galt. Én ting er værd at se på." : `Intet er galt. ${n} ting er værd at se på.`,
  well: "Alt er klar.",
  problem: "Skal ordnes",
  attention: "Værd at se på",
  ok: (n: number) => (n === 1 ? "Én ting er i orden" : `${n} ting er i orden`),
  tryIt: "Prøv med din egen telefon",
  tryHow:
    "Gå på salens wi-fi, slå mobildata fra, og scan koden. Kun en telefon kan vise, om salen kommer ind.",
  qr: "QR-kode til at prøve med",
  waiting: "Venter på en telefon …",
  arrived: "En telefon er kommet igennem.",
  load: "Hvor mange telefoner bærer computeren?",
  loadText:
    "1.000 simulerede telefoner kommer ind, får beskeder og spørger i omkring ti sekunder. Dine sessioner er ikke med.",
  loadGo: "Prøv det",
  loadAgain: "Prøv igen",
  phases: {
    starting: "Starter en server til prøven …",
    joining: "Telefonerne kommer ind …",
    sending: "De får beskeder …",
    asking: "De spørger …",
  } satisfies Record<LoadPhase, string>,
  loadRefused: "Der er telefoner i en session. Prøv, når ingen er forbundet.",
  again: "Se efter igen",
};

export type DoctorWords = typeof da;

const en: DoctorWords = {
  name: "Is everything ready?",
  looking: "Looking …",
  problems: (n) => (n === 1 ? "One thing has to be put right." : `${n} things have to be put right.`),
  attentions: (n) =>
    n === 1
      ? "Nothing is wrong. One thing is worth a look."
      : `Nothing is wrong. ${n} things are worth a look.`,
  well: "Everything is ready.",
  problem: "To put right",
  attention: "Worth a look",
  ok: (n) => (n === 1 ? "One thing is in order" : `${n} things are in order`),
  tryIt: "Try with your own phone",
  tryHow:
    "Join the room's Wi-Fi, switch mobile data off, and scan the code. Only a phone can show that the room gets in.",
  qr: "QR code to try with",
  waiting: "Waiting for a phone …",
  arrived: "A phone has got through.",
  load: "How many phones does this computer carry?",
  loadText:
    "1,000 simulated phones come in, are sent messages and ask, for some ten seconds. Your sessions are not touched.",
  loadGo: "Try it",
  loadAgain: "Try again",
  phases: {
    starting: "Starting a server for the trial …",
    joining: "The phones come in …",
    sending: "They are sent messages …",
    asking: "They ask …",
  },
  loadRefused: "A session has phones. Try when none is connected.",
  again: "Look again",
};

export const doctorWords = byLanguage<DoctorWords>({ da, en });
