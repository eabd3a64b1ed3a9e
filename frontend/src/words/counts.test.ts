/** Every sentence that is made of a count, in every language, agrees with it: with none, one, few and many. */
import { expect, test } from "vitest";
import type { Language } from "../live/wire";
import { LANGUAGES } from "./languages";
import * as phoneStepsDa from "./phoneStepsDa";
import * as phoneStepsEn from "./phoneStepsEn";

type Catalogue = (language: string) => unknown;
type Sentence = (...counts: unknown[]) => unknown;
const modules = import.meta.glob<Record<string, unknown>>(["./*.ts", "!./*.test.ts"], { eager: true });
const catalogues = Object.values(modules).flatMap((module) =>
  Object.entries(module).filter(([name]) => name.endsWith("Words")),
) as [string, Catalogue][];
const phoneSteps: Record<Language, unknown> = { da: phoneStepsDa, en: phoneStepsEn };
const COUNTS = [0, 1, 2, 4, 5, 1_000];

/** Nouns of many and of one, and English verbs of many and of one. */
const NOUNS: Record<Language, { many: string; one: string }> = {
  da: {
    many: "nye|faldgruber|deltagere|telefoner|storskærme|skærme|enheder|sekunder|minutter|dage|stemmer|prikker|tekster|åbne|spørgerne",
    one: "ny|nyt|faldgrube|deltager|telefon|storskærm|skærm|enhed|sekund|minut|dag|stemme|prik|tekst|åben|spørgeren",
  },
  en: {
    many: "questions|pitfalls|participants|people|phones|boards|screens|devices|seconds|minutes|days|votes|dots|texts|errors|presses|characters|attempts|proposals",
    one: "question|pitfall|participant|phone|board|screen|device|second|minute|day|vote|dot|text|error|press|character|attempt|proposal",
  },
};
const VERBS = { many: "have|are|were|want|wait", one: "has|is|was|wants|waits" };
const END = "(?![\\p{L}])";
// A number that is not the whole in "1 of 5": that has a noun, and the verb is that of the part.
const ONE = "(?<![\\d.,–-])(?<!\\b(?:of|af) )(?:1|one|én|ét)";
const MORE = "(?<![\\d.,])(?<!\\b(?:of|af) )(?:0|2|4|5|1000)";
const wrong = (language: Language) =>
  [
    `${ONE} (?:(?:new|nye) )?(?:${NOUNS[language].many}|${VERBS.many})${END}`,
    `${MORE} (?:new )?(?:${NOUNS[language].one}|${VERBS.one})${END}`,
    `\\b(?:of|af) 1 (?:${NOUNS[language].many})${END}`,
    `${ONE} of \\d+(?: [a-z]+)? (?:${VERBS.many})${END}`,
    `${MORE} of \\d+(?: [a-z]+)? (?:${VERBS.one})${END}`,
    `${ONE} spørgsmål [^.]*\\bderes${END}`,
    "undefined|\\bNaN\\b|\\[object",
  ].map((pattern) => new RegExp(pattern, "iu"));

/** Sentences that a count of one, or none, never comes to. */
const NEVER_SO_FEW: Record<string, string> = {
  "doorWords.flood": "said of many texts a minute",
  "doorWords.crowd": "said of hundreds of phones",
  "doorWords.rush": "said of a rush of newcomers",
  "doorWords.refusals": "said of many a minute",
  "stepWords.mergedNow": "one with another at least",
  "boardWords.standsFor": "said of two questions at least",
  "equipmentWords.gongSome": "said of some of several",
  "steps.secondsLeft": "said at 60 and 30",
};
/** Sentences whose number is no count: a code, a time, or a place in an order. */
const NO_COUNT = [
  "homeWords.removed",
  "homeWords.emptied",
  "doorWords.rushLocked",
  "stepWords.movedTo",
  "runSheetWords.uploaded",
];
// The console's words are those of these catalogues too.
const isSpared = (name: string) =>
  [...Object.keys(NEVER_SO_FEW), ...NO_COUNT].some((one) =>
    [one, `consoleWords.${one.split(".")[1]}`, `phoneSteps.${one}`].includes(
      name.slice(0, name.indexOf("(")),
    ),
  );

function* combinations(length: number): Generator<number[]> {
  if (!length) return yield [];
  for (const rest of combinations(length - 1)) for (const n of COUNTS) yield [n, ...rest];
}

/** Each made sentence with its name; where the number stands apart on the screen it is put before it. */
function* made(words: unknown, name: string): Generator<[string, string]> {
  if (typeof words === "function") {
    if (words.length > 3) throw new Error(`${name} is made of more than three counts: too many to try`);
    // One that takes the rows of a view has no words in it that a count changes.
    if (/^\(?\{/.test(words.toString())) return;
    for (const counts of combinations(Math.max(1, words.length))) {
      const said = (words as Sentence)(...counts);
      const text = Array.isArray(said) ? said.join(" ") : String(said);
      yield [`${name}(${counts.join(", ")})`, /^(?!of |af ).*\d/.test(text) ? text : `${counts[0]} ${text}`];
    }
  } else if (words && typeof words === "object") {
    for (const [key, value] of Object.entries(words)) yield* made(value, `${name}.${key}`);
  }
}

/** There is never more of a whole than all. */
function isPossible(text: string): boolean {
  const [, part, all] = /(\d+) (?:of|af) (\d+)/.exec(text) ?? [];
  return Number(part ?? 0) <= Number(all ?? 0);
}

test.each(LANGUAGES)("every sentence of a count agrees with it in %s", (language) => {
  const all = [
    ...catalogues.flatMap(([name, words]) => [...made(words(language), name)]),
    ...made(phoneSteps[language], "phoneSteps"),
  ];
  const sentences = all.filter(([name, text]) => !isSpared(name) && isPossible(text));
  expect(sentences.length).toBeGreaterThan(500);
  expect(sentences.filter(([, text]) => wrong(language).some((one) => one.test(text)))).toEqual([]);
});
