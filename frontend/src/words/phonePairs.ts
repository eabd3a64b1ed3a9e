/** The words by which two neighbours link their phones. */
import type { MeRow, Rejection } from "../live/wire";
import { byLanguage } from "./languages";

const da = {
  heading: "Forbind jeres to telefoner",
  why: "Så kan I se, hvem der fortæller, og sende et spørgsmål sammen. Er I tre, så forbind to af telefonerne.",
  show: "Den ene viser fire cifre. Hvor sidder din nabo?",
  neighbourIs: { left: "Til venstre", right: "Til højre" } satisfies Record<
    NonNullable<MeRow["side"]>,
    string
  >,
  type: "Den anden taster cifrene",
  link: "Forbind",
  shown: "Lad din nabo taste dem.",
  takeBack: "Fortryd",
  linked: {
    left: "Jeres telefoner er forbundet. Du sidder til venstre.",
    right: "Jeres telefoner er forbundet. Du sidder til højre.",
  } satisfies Record<NonNullable<MeRow["side"]>, string>,
  part: "Skil dem igen",
  refused: {
    unknown: "Ingen anden telefon viser de cifre. Se efter på din nabos telefon.",
    too_many: "Den telefon er allerede forbundet med en anden. Kun to kan høre sammen.",
  } satisfies Partial<Record<Rejection, string>> as Partial<Record<Rejection, string>>,
  refusedElse: "Det lykkedes ikke. Prøv igen.",
};

const en: typeof da = {
  heading: "Link your two phones",
  why: "Then you see who talks, and can send a question together. If you are three, link two of the phones.",
  show: "One of you shows four digits. Where does your neighbour sit?",
  neighbourIs: { left: "On my left", right: "On my right" },
  type: "The other types the digits",
  link: "Link",
  shown: "Let your neighbour type them.",
  takeBack: "Undo",
  linked: {
    left: "Your phones are linked. You sit on the left.",
    right: "Your phones are linked. You sit on the right.",
  },
  part: "Unlink them",
  refused: {
    unknown: "No other phone shows these digits. Look at your neighbour’s phone again.",
    too_many: "That phone is already linked with another. Only two can be a pair.",
  },
  refusedElse: "That did not work. Try again.",
};

export const pairWords = byLanguage({ da, en });
