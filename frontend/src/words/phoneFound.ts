/** What seems personal in a question before it is sent; fetched only when something is found. */
import type { Place } from "../phone/parts/personalData";
import { byLanguage } from "./languages";

const da = {
  looksLike: {
    cpr: "Det ligner et CPR-nummer:",
    phone: "Det ligner et telefonnummer:",
    email: "Det ligner en mailadresse:",
    birth_date: "Det ligner en fødselsdato:",
    address: "Det ligner en adresse:",
    title_name: "Det ligner et navn:",
  } satisfies Record<Place["kind"], string>,
  quoted: (text: string) => `»${text}«`,
  mend: "Ret det, eller send det alligevel – så læser facilitatoren det først.",
};
const en: typeof da = {
  looksLike: {
    cpr: "This looks like a CPR number:",
    phone: "This looks like a phone number:",
    email: "This looks like an e-mail address:",
    birth_date: "This looks like a date of birth:",
    address: "This looks like an address:",
    title_name: "This looks like a name:",
  },
  quoted: (text) => `“${text}”`,
  mend: "Change it, or send it anyway – then the facilitator reads it first.",
};
export const foundWords = byLanguage<typeof da>({ da, en });
