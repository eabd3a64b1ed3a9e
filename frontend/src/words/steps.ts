/** The names of the steps on all screens, by language. */
import { stepOf } from "../live/steps";
import type { StepFamily } from "../live/wire";
import { byLanguage } from "./languages";
import * as stepNames from "./stepNames.generated";

interface Names {
  /** A walk is called by its pitfall's short name, and by this one only if the pitfall no longer exists. */
  names: Record<StepFamily, string>;
  /** A step that only a newer server has. */
  unknown: string;
}
const da: Names = { names: stepNames.da, unknown: "Nyt punkt" };
const en: Names = { names: stepNames.en, unknown: "New step" };
const namesIn = byLanguage<Names>({ da, en });

/** The name of a step on screens; `nameOf` gives each pitfall's short name. */
export function stepName(
  name: string,
  language: string,
  nameOf: (pitfall: string) => string | undefined,
): string {
  const words = namesIn(language);
  const step = stepOf(name);
  if (!step) return words.unknown;
  const { family, pitfall } = step;
  return (pitfall && nameOf(pitfall)) || words.names[family];
}
