import type { ExportFormat } from "../live/wire";
import { byLanguage, languageOf } from "./languages";

/** The label of the button that saves in this format. */
export const labelOf = ({ labels }: ExportFormat, language: string): string => labels[languageOf(language)];

/** The message where the server cannot make files of this kind. */
export const noFormat = byLanguage({
  da: "Serveren er ikke sat op til den slags fil. Vælg en anden slags, eller udskriv siden fra browseren.",
  en: "This server is not set up for that kind of file. Choose another kind, or print the page from the browser.",
});
