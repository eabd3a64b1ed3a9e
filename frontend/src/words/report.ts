/** The words of the page around the report. */
import type { Language } from "../live/wire";
import { byLanguage } from "./languages";

/** The label of the button that shows the report in another language, in that language. */
export const READ_IN: Record<Language, string> = { da: "På dansk", en: "In English" };

const da = {
  title: "Rapport",
  print: "Udskriv",
  replay: "Afspil sessionen",
  save: "Gem som",
  waiting: "Henter rapporten …",
  noKey: "Her skal en nøgle til. Åbn rapporten fra styrepulten eller fra arrangørens side.",
  refused: "Nøglen passer ikke til denne session. Den kan være fornyet, eller sessionen er slettet.",
  over: "Linket til rapporten er udløbet eller lukket. Bed den, der sendte det, om et nyt.",
  figuresOnly: "Dette link viser kun tal, ingen spørgsmål.",
  untilDay: (day: string) => `Linket gælder til den ${day}.`,
  offline: "Serveren svarer ikke lige nu. Prøv igen om lidt.",
  noFormat: "Serveren er ikke sat op til den slags fil. Brug Udskriv, og vælg »Gem som PDF«.",
  failed: "Det lykkedes ikke:",
  again: "Prøv igen",
};
const en: typeof da = {
  title: "Report",
  print: "Print",
  replay: "Replay the session",
  save: "Save as",
  waiting: "Fetching the report …",
  noKey: "This needs a key. Open the report from the console or from the organiser’s page.",
  refused: "The key does not fit this session. It may have been renewed, or the session was deleted.",
  over: "This link to the report has run out or was ended. Ask the sender for another.",
  figuresOnly: "This link shows figures only, no questions.",
  untilDay: (day) => `The link lasts until ${day}.`,
  offline: "The server does not answer just now. Try again in a moment.",
  noFormat: "This server is not set up for that kind of file. Use Print and choose “Save as PDF”.",
  failed: "That did not work:",
  again: "Try again",
};
export type ReportWords = typeof da;
export const reportWords = byLanguage<ReportWords>({ da, en });
