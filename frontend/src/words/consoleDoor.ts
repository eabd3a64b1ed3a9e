/** The words of the console for the door, for holding, and for notices. */
import { LIMITS } from "../live/protocol.generated";
import { byLanguage } from "./languages";

const da = {
  hold: "Hold alt nyt tilbage",
  holdHint: "Nye og rettede spørgsmål kan vente, til du har set dem.",
  holding: "Alt nyt bliver holdt tilbage, til du har godkendt det.",
  stopHolding: "Vis nye igen",
  letAllThrough: (n: number) => `Godkend alle ${n}`,
  allThrough: "De er godkendt.",
  askerHeld: "Nyt fra denne deltager bliver holdt tilbage.",
  stopHoldingFrom: "Vis nyt fra denne deltager igen",

  outside: (n: number) =>
    n === 1 ? "1 telefon venter udenfor." : `${many(n, "Over 1.000")} telefoner venter udenfor.`,
  admit: (n: number, batch: number) =>
    n === 1 ? "Luk den ind" : n <= batch ? "Luk dem ind" : `Luk ${batch} ind`,
  admitAll: "Luk alle ind fra nu",
  admitsAll: "Alle bliver lukket ind, også når der kommer flere end ventet.",
  askAgain: "Lad nye vente udenfor igen",
  crowdHint: "Mangler en af jeres gæster, så skriv for ham eller hende med N.",
  lockDoor: "Lås døren",
  sweepSince: (time: string) => `Fjern de nye fra kl. ${time}`,

  flood: (n: number, phones: number) =>
    `${n} tekster det sidste minut kom fra ${phones === 1 ? "en enkelt telefon" : `kun ${phones} telefoner`}.`,
  crowd: (n: number) =>
    `${many(n, "Over 1.000")} telefoner venter udenfor. Så mange er næppe jeres gæster. De, der er inde, mærker ingenting.`,
  fuller: (n: number) =>
    `${n === 1 ? "1 telefon" : `${n} telefoner`} venter udenfor, fordi salen er fuldere end ventet.`,
  rush: (n: number) => `Der kom ${n} nye det sidste minut. Er det ikke jeres gæster, så lås døren.`,
  rushLocked: (time: string) =>
    `Døren er låst. Er de, der kom efter kl. ${time}, ikke jeres gæster, så fjern dem.`,
  addressChanged: (address: string) =>
    `Adressen er skiftet til ${address}. Telefonerne skal scanne koden igen, og ark og sedler med den gamle adresse virker ikke længere.`,
  showCode: "Vis koden på storskærmen",
  addressSeen: "Skjul",
  noNetwork:
    "Computeren, som Summe kører på, er ikke på noget net, så telefonerne kan ikke komme med. Slut den til salens net.",
  refusals: (n: number) =>
    `${many(n, "Over 1.000")} forsøg blev afvist det sidste minut: for hurtige, eller også er salen fuld. De andre mærker det ikke.`,
};
const en: typeof da = {
  hold: "Hold back everything new",
  holdHint: "New and edited questions can wait until you have seen them.",
  holding: "Everything new is held back until you have approved it.",
  stopHolding: "Show new ones again",
  letAllThrough: (n) => `Approve all ${n}`,
  allThrough: "They are approved.",
  askerHeld: "What is new from this participant is held back.",
  stopHoldingFrom: "Show new ones from this participant again",

  outside: (n) =>
    n === 1 ? "1 phone is waiting outside." : `${many(n, "Over 1,000")} phones are waiting outside.`,
  admit: (n, batch) => (n === 1 ? "Let it in" : n <= batch ? "Let them in" : `Let ${batch} in`),
  admitAll: "Let everybody in from now on",
  admitsAll: "Everybody is let in, even if more come than expected.",
  askAgain: "Let newcomers wait outside again",
  crowdHint: "If one of your guests is missing, enter the question for them with N.",
  lockDoor: "Lock the room",
  sweepSince: (time) => `Remove newcomers from ${time} on`,

  flood: (n, phones) =>
    `${n} texts in the last minute came from ${phones === 1 ? "a single phone" : `only ${phones} phones`}.`,
  crowd: (n) =>
    `${many(n, "Over 1,000")} phones are waiting outside. So many are hardly your guests. Those inside notice nothing.`,
  fuller: (n) =>
    `${n === 1 ? "1 phone is" : `${n} phones are`} waiting outside because the room is fuller than expected.`,
  rush: (n) => `${n} new in the last minute. If they are not your guests, lock the room.`,
  rushLocked: (time) =>
    `The room is locked. If those who came after ${time} are not your guests, remove them.`,
  addressChanged: (address) =>
    `The address has changed to ${address}. Phones have to scan again, and sheets and slips with the old one no longer work.`,
  showCode: "Show the code on the board",
  addressSeen: "Hide",
  noNetwork:
    "The computer that Summe runs on is on no network, so phones cannot join. Connect it to the room's network.",
  refusals: (n) =>
    `${many(n, "Over 1,000")} attempts were turned away in the last minute: too fast, or the room is full. The others do not notice.`,
};

/** A count, or `over` from the number on at which the server stops counting. */
const many = (n: number, over: string) => (n < LIMITS.most_counted ? String(n) : over);

export type DoorWords = typeof da;
export const doorWords = byLanguage<DoorWords>({ da, en });
