import type { ExportFormat } from "../live/wire";
import { byLanguage, languageOf } from "./languages";

/** The label of the button that saves in this format. */
export const labelOf = ({ labels }: ExportFormat, language: string): string => labels[languageOf(language)];

/** The message where the server cannot make PDF. */
export const noPdf = byLanguage({
  da: "Serveren er ikke sat op til PDF. Åbn rapporten, og udskriv den til PDF.",
  en: "This server is not set up for PDF. Open the report and print it to PDF.",
});
