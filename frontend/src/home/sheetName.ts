/** How a run sheet is named where one is chosen. */
import { inLanguage } from "./examples";

interface Named {
  id: string;
  title: Record<string, string>;
}

/** A run sheet's title, and its id where another of them has the same title, as a copy has at first. */
export function sheetName(sheet: Named, all: readonly Named[], language: string): string {
  const title = ({ title, id }: Named) => inLanguage(title, language, id);
  const isAlone = all.every((one) => one.id === sheet.id || title(one) !== title(sheet));
  return isAlone ? title(sheet) : `${title(sheet)} (${sheet.id})`;
}
