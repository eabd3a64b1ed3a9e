import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const files = globSync("src/**/*.svelte").map((file) => [file, readFileSync(file, "utf8")] as const);
/** Fields of other kinds, for which the browser needs no direction. */
const OTHER_KINDS = /type="(?!text)|inputmode="numeric"|readonly/;
/** What is typed there is Latin, whatever language is spoken: codes, passwords, a word to confirm. */
const LATIN = /autocapitalize="characters"|bind:value=\{password\}/;

test.each(files)("what is typed in %s runs the way its own words do", (_, source) => {
  for (const [field] of source.matchAll(/<(?:textarea|input)\b(?:=>|\{[^}]*\}|[^>{])*>/g))
    if (!OTHER_KINDS.test(field) && !LATIN.test(field)) expect(field).toContain('dir="auto"');
});
