/** The words at the foot of the organiser's page and the report's. */
import { byLanguage } from "./languages";

const da = {
  aboutData: "Om dine data",
  statement: "Tilgængelighedserklæring",
  version: (version: string) => `Version ${version}`,
};
const en: typeof da = {
  aboutData: "About your data",
  statement: "Accessibility statement",
  version: (version: string) => `Version ${version}`,
};
export const footWords = byLanguage({ da, en });
