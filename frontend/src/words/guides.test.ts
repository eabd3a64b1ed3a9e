/**
 * The guides use the screens' words: each name in *italics* is a text of some screen, in the guide's language. Where
 * the screen inserts a number or a name, the guide has … instead.
 */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { EXPORT_FORMATS, STEPS } from "../live/protocol.generated";
import type { Language, StepFamily } from "../live/wire";
import { labelOf } from "./exportFormats";
import { FLAG_WORDS } from "./flags";
import * as phoneStepsDa from "./phoneStepsDa";
import * as phoneStepsEn from "./phoneStepsEn";
import { stepName } from "./steps";

type Catalogue = (language: string) => unknown;
const modules = import.meta.glob<Record<string, unknown>>(["./*.ts", "!./*.test.ts"], { eager: true });
const exported = Object.values(modules).flatMap((module) => Object.entries(module));
const catalogues = exported.flatMap(([name, value]) => (name.endsWith("Words") ? [value as Catalogue] : []));
// The phone fetches each language by itself, so no module has all of them.
const phoneSteps: Record<Language, unknown> = { da: phoneStepsDa, en: phoneStepsEn };
const records = exported.flatMap(([name, value]) =>
  name === name.toUpperCase() ? [value as Partial<Record<Language, unknown>>] : [],
);

/** Every text in these words. A function is called with …, once with … and once with 1 as its number. */
function texts(words: unknown): string[] {
  if (typeof words === "string") return [words];
  if (typeof words === "function") {
    const make = words as (...made: unknown[]) => unknown;
    return ["…", 1].flatMap((n) => texts(make(n, "…", "…")));
  }
  return words && typeof words === "object" ? Object.values(words).flatMap(texts) : [];
}

function onScreens(language: Language): Set<string> {
  return new Set([
    ...catalogues.flatMap((words) => texts(words(language))),
    ...records.flatMap((record) => texts(record[language])),
    ...texts(phoneSteps[language]),
    ...(Object.keys(STEPS) as StepFamily[]).map((step) => stepName(step, language, () => undefined)),
    ...EXPORT_FORMATS.map((format) => labelOf(format, language)),
  ]);
}

/** A page's parts, separated by a horizontal rule: Danish, English, and the part on running the server. */
const partsOf = (page: string, rule = /^---$/m) => readFileSync(`../${page}`, "utf8").split(rule);
const [facilitatingDa = "", facilitatingEn = ""] = partsOf("docs/facilitating.md");
const [organisingDa = "", organisingEn = "", operating = ""] = partsOf("docs/operating.md");
const [boxDa = "", boxEn = ""] = partsOf("docs/box-in-the-bag.md");
const [, doorDa = "", doorEn = ""] = partsOf(
  "README.md",
  /^## (?:Til arrangører|For organisers|For engineers)$/m,
);

/** The names in *italics*, without those that are links. */
function named(guide: string): string[] {
  const plain = guide.replaceAll(/\*\*|`[^`]*`/g, "");
  return [...plain.matchAll(/\*([^*]+)\*/g)]
    .map(([, name = ""]) => name.replaceAll(/\s+/g, " "))
    .filter((name) => !name.startsWith("["));
}

test.each<[string, string, Language]>([
  ["facilitating.md in Danish", facilitatingDa, "da"],
  ["facilitating.md in English", facilitatingEn, "en"],
  ["operating.md for organisers, in Danish", organisingDa, "da"],
  ["operating.md for organisers, in English", organisingEn, "en"],
  ["README.md for organisers, in Danish", doorDa, "da"],
  ["README.md for organisers, in English", doorEn, "en"],
  ["operating.md on running the server", operating, "en"],
  ["box-in-the-bag.md in Danish", boxDa, "da"],
  ["box-in-the-bag.md in English", boxEn, "en"],
])("every name in italics in %s is a text of a screen", (_, guide, language) => {
  const names = named(guide);
  expect(names.length).toBeGreaterThan(0);
  const known = onScreens(language);
  expect(names.filter((name) => !known.has(name))).toEqual([]);
});

// A flag needs no code of its own on console and board, so nothing else reminds that facilitators have to hear of it.
test.each<[string, string, Language]>([
  ["Danish", facilitatingDa, "da"],
  ["English", facilitatingEn, "en"],
])("facilitating.md in %s says what each flag of a question is for", (_, guide, language) => {
  const buttons = Object.values(FLAG_WORDS[language]).map((flag) => flag.set);
  expect(buttons.filter((button) => !guide.includes(button))).toEqual([]);
});
