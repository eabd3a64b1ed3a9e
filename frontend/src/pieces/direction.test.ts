import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const files = globSync("src/**/*.svelte").map((file) => [file, readFileSync(file, "utf8")] as const);
/** Fields of other kinds, which need no `dir`. */
const OTHER_KINDS = /type="(?!text)|inputmode="numeric"|readonly/;
/** Fields for text that is Latin in every language: codes, passwords, ids, the text of a run sheet. */
const LATIN = /dir="ltr"|autocapitalize="characters"|bind:value=\{(?:network\.)?password\}/;

test.each(files)("text fields in %s take their direction from what is typed", (_, source) => {
  for (const [field] of source.matchAll(/<(?:textarea|input)\b(?:=>|\{[^}]*\}|[^>{])*>/g))
    if (!OTHER_KINDS.test(field) && !LATIN.test(field)) expect(field).toContain('dir="auto"');
});
