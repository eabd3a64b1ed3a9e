/** What a new item of the form has in it: enough for the run sheet to be without faults. */
import type { Field } from "./form.generated";

/** The words of a text by language; none of what is no text. */
export function textsOf(value: unknown): Record<string, string> {
  const pairs = value !== null && typeof value === "object" ? Object.entries(value) : [];
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => typeof pair[1] === "string"));
}

/** A new table, or the `n`th item of a list of tables, with all that it needs. */
export function blank(field: Field, languages: string[], n: number, words: string): Record<string, unknown> {
  const text = Object.fromEntries(languages.map((one) => [one, words]));
  const made: Record<string, unknown> = {};
  for (const one of field.fields ?? []) {
    if (!one.needed) continue;
    const name = one.key.split(".").at(-1) ?? "";
    if (one.kind === "text") made[name] = text;
    else if (one.kind === "texts") made[name] = [text];
    else if (one.kind === "table") made[name] = blank(one, languages, n, words);
    else if (one.kind === "tables")
      made[name] = Array.from({ length: one.least ?? 1 }, (_, at) => blank(one, languages, at + 1, words));
    else if (name === "id") made[name] = `${(field.key.split(".").at(-1) ?? "").slice(0, 20)}-${n}`;
    else throw new Error(`a new ${field.key} needs a ${name}`);
  }
  return made;
}
