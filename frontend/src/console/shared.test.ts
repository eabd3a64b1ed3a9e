import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const here = (...parts: string[]) => join(import.meta.dirname, ...parts);

test("no class that the console's parts share is a class of the board, whose picture stands beside them", () => {
  const css = readFileSync(here("console.css"), "utf8");
  const shared = new Set(Array.from(css.matchAll(/\.([a-z][a-z-]*)/g), (match) => match[1]!));
  const files = readdirSync(here("..", "board"), { recursive: true, encoding: "utf8" });
  const board = files.filter((name) => /\.(svelte|css)$/.test(name));
  expect(board.length).toBeGreaterThan(5);
  for (const name of board) {
    const source = readFileSync(here("..", "board", name), "utf8");
    const used = Array.from(source.matchAll(/class(?::|=")([a-z -]+)/g), (match) => match[1]!.split(" "));
    expect([name, used.flat().filter((one) => shared.has(one))]).toEqual([name, []]);
  }
});
