import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const here = (...parts: string[]) => join(import.meta.dirname, ...parts);

/** The board's components and styles. */
function board(): string[] {
  const files = readdirSync(here("..", "board"), { recursive: true, encoding: "utf8" });
  const found = files.filter((name) => /\.(svelte|css)$/.test(name));
  expect(found.length).toBeGreaterThan(5);
  return found;
}

test("no class in console.css is a class of the board, whose preview is in the same page", () => {
  const css = readFileSync(here("console.css"), "utf8");
  const shared = new Set(Array.from(css.matchAll(/\.([a-z][a-z-]*)/g), (match) => match[1]!));
  for (const name of board()) {
    const source = readFileSync(here("..", "board", name), "utf8");
    const used = Array.from(source.matchAll(/class(?::|=")([a-z -]+)/g), (match) => match[1]!.split(" "));
    expect([name, used.flat().filter((one) => shared.has(one))]).toEqual([name, []]);
  }
});

test("every colour of the board is in its own theme, so that the console's does not apply to the preview", () => {
  const tokens = readFileSync(here("..", "pieces", "tokens.css"), "utf8");
  const theme = /:root,\n\.theme-paper \{([^}]+)\}/.exec(tokens)![1]!;
  const own = new Set(Array.from(theme.matchAll(/(--[a-z-]+):/g), (match) => match[1]!));
  const consoles = Array.from(
    readFileSync(here("console.css"), "utf8").matchAll(/^ {2}(--[a-z-]+):/gm),
    (match) => match[1]!,
  );
  expect(consoles).toContain("--ink");
  for (const name of board()) {
    const source = readFileSync(here("..", "board", name), "utf8");
    const used = Array.from(source.matchAll(/var\((--[a-z-]+)/g), (match) => match[1]!);
    expect([name, used.filter((token) => consoles.includes(token) && !own.has(token))]).toEqual([name, []]);
  }
});
