// Exits with a readable message where Node is too old, before a tool fails with one that does not say so.
import { readFileSync } from "node:fs";

const { engines } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));
const needed = Number(/\d+/.exec(engines.node)[0]);
if (Number(process.versions.node.split(".")[0]) < needed) {
  console.error(
    `The frontend needs Node ${needed} or newer; this is ${process.version} (${process.execPath}).\n` +
      "`make` brings one with it: `make install`, then `. .venv/bin/activate`, or put .venv/bin first in PATH.",
  );
  process.exit(1);
}
