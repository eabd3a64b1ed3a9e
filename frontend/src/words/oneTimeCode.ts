/** The words for one-time codes, by which boards and consoles are opened on other computers. */
import type { DeviceRole, NotTaken } from "../live/invitation";
import { byLanguage } from "./languages";

export interface OneTimeCodeWords {
  /** On the page where the code is typed. */
  label: string;
  hint: Record<DeviceRole, string>;
  go: Record<DeviceRole, string>;
  wrongLength: (n: number) => string;
  notTaken: Record<NotTaken, string>;
  /** Where the code is shown. */
  show: string;
  there: Record<DeviceRole, string>;
  type: string;
  andCode: string;
  only: Record<DeviceRole, string>;
  left: (time: string) => string;
  tenMinutes: string;
  over: string;
  again: string;
  failed: string;
}

const da: OneTimeCodeWords = {
  label: "Skriv engangskoden",
  hint: {
    board:
      "Den står på styrepulten under »Udstyr« og på arrangørens side. Den virker én gang og kun i ti minutter.",
    console: "Den står på arrangørens side eller på en styrepult, der er åben, under »Udstyr«.",
  },
  go: { board: "Vis storskærmen", console: "Åbn styrepulten" },
  wrongLength: (n) => `Engangskoden har otte tegn. Her er ${n === 1 ? "ét" : n}.`,
  notTaken: {
    invalid:
      "Koden virker ikke. Tjek den og adressen. Er den brugt, for gammel eller til en anden skærm, så lav en ny.",
    offline: "Serveren svarer ikke lige nu. Prøv igen om lidt.",
  },
  show: "Vis engangskode",
  there: { board: "På projektorens computer", console: "På en anden computer" },
  type: "Åbn en browser, og skriv adressen",
  andCode: "Skriv så koden",
  only: {
    board: "Den virker én gang og åbner kun storskærmen. Browseren gemmer intet link, som andre kan bruge.",
    console: "Den virker én gang og åbner styrepulten. Browseren gemmer intet link, som andre kan bruge.",
  },
  left: (time) => `Gælder i ${time}`,
  tenMinutes: "Den gælder i ti minutter.",
  over: "Koden er udløbet.",
  again: "Lav en ny kode",
  failed: "Koden kunne ikke laves. Prøv igen.",
};
const en: OneTimeCodeWords = {
  label: "Type the one-time code",
  hint: {
    board:
      "Find it on the console, under “Equipment”, or on the organiser’s page. It works once, within ten minutes.",
    console: "Find it on the organiser’s page, or under “Equipment” on a console that is open.",
  },
  go: { board: "Show the board", console: "Open the console" },
  wrongLength: (n) => `The one-time code has eight characters. This is ${n === 1 ? "one" : n}.`,
  notTaken: {
    invalid:
      "That code does not work. Check it and the address. If it is used, too old or for another screen, make a new one.",
    offline: "The server does not answer just now. Try again in a moment.",
  },
  show: "Show a one-time code",
  there: { board: "On the projector’s computer", console: "On another computer" },
  type: "Open a browser and type the address",
  andCode: "Then type the code",
  only: {
    board: "It works once, and opens the board alone. The browser keeps no link that others could use.",
    console: "It works once, and opens the console. The browser keeps no link that others could use.",
  },
  left: (time) => `Valid for ${time}`,
  tenMinutes: "It is valid for ten minutes.",
  over: "The code has expired.",
  again: "Make a new code",
  failed: "The code could not be made. Try again.",
};

export const oneTimeCodeWords = byLanguage<OneTimeCodeWords>({ da, en });
