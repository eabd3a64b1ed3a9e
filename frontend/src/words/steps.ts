/** The names of the steps on all screens, by language. */
import { stepOf } from "../live/steps";
import type { StepFamily } from "../live/wire";
import { byLanguage } from "./languages";
import * as stepNames from "./stepNames.generated";

interface Names {
  /** A walk is called by its pitfall's short name, and by this one only if the pitfall no longer exists. */
  names: Record<StepFamily, string>;
  /** For places with little room, such as the console's run. */
  short: Partial<Record<StepFamily, string>>;
  /** A step that only a newer server has. */
  unknown: string;
}
const da: Names = {
  names: stepNames.da,
  short: { buzz: "Summerunde" },
  unknown: "Nyt punkt",
};
const en: Names = {
  names: stepNames.en,
  short: { overview: "Pitfalls", buzz: "Buzz", done: "Thanks" },
  unknown: "New step",
};
const namesIn = byLanguage<Names>({ da, en });

type NameOf = (pitfall: string) => string | undefined;

/** The name of a step on screens; `nameOf` gives each pitfall's short name. */
export function stepName(name: string, language: string, nameOf: NameOf): string {
  return named(name, language, nameOf, false);
}

/** The short name of a step, for places with little room. */
export function shortStepName(name: string, language: string, nameOf: NameOf): string {
  return named(name, language, nameOf, true);
}

function named(name: string, language: string, nameOf: NameOf, short: boolean) {
  const words = namesIn(language);
  const step = stepOf(name);
  if (!step) return words.unknown;
  const { family, pitfall } = step;
  return (pitfall && nameOf(pitfall)) || (short && words.short[family]) || words.names[family];
}
