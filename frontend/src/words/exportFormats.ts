import type { ExportFormat } from "../live/wire";
import { languageOf } from "./languages";

/** What a button says that saves in this format. */
export const labelOf = ({ labels }: ExportFormat, language: string): string => labels[languageOf(language)];
