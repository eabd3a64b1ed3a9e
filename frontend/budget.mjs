// Checks the size of what a phone loads: its shell, and in the step collect all that it needs to write a question. And
// in how many files, since a file that another imports is requested only once that one has come; of the other screens
// only that.
import { readdirSync, readFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";

const STATIC = new URL("../app/web/static/", import.meta.url);
const LIMITS = {
  shell: { brotli: 20_000, gzip: 23_000, files: 2 },
  collect: { brotli: 28_000, gzip: 32_000, files: 4 },
  steps: { files: 6 },
  report: { brotli: 20_000, files: 3 },
  board: { files: 6 },
  console: { files: 8 },
  home: { files: 12 },
  replay: { files: 9 },
};

/** These scripts, and all that they import statically, directly or not. */
function withImports(scripts) {
  const seen = new Set(scripts);
  for (const file of seen) {
    const source = readFileSync(new URL(file, STATIC), "utf8");
    for (const match of source.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g))
      seen.add(`assets/${match[1]}`);
  }
  return [...seen];
}

/** The page of a screen, and all that it loads before it shows anything. */
function pageOf(screen) {
  const html = readFileSync(new URL(`${screen}.html`, STATIC), "utf8");
  const named = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)];
  return [`${screen}.html`, ...withImports(named.map((match) => match[1]))];
}

const collect = readdirSync(new URL("assets", STATIC)).filter((file) => /^Pages-.*\.(js|css)$/.test(file));
const [script] = collect.filter((file) => file.endsWith(".js"));
const steps = readFileSync(new URL(`assets/${script}`, STATIC), "utf8").match(/\bSteps-[\w-]+\.(js|css)/g);
const shell = pageOf("phone");
const and = (before, files) => [
  ...new Set([...before, ...withImports(files.map((file) => `assets/${file}`))]),
];
const loads = { shell, collect: and(shell, collect), steps: and(and(shell, collect), steps) };
for (const screen of ["report", "board", "console", "home", "replay"]) loads[screen] = pageOf(screen);

for (const [what, files] of Object.entries(loads)) {
  const parts = files.map((file) => readFileSync(new URL(file, STATIC)));
  const total = (pack) => parts.reduce((sum, part) => sum + pack(part).length, 0);
  const sizes = {
    brotli: total(brotliCompressSync),
    gzip: total((part) => gzipSync(part, { level: 9 })),
    files: files.length,
  };
  console.log(`${what}: ${sizes.brotli} B brotli, ${sizes.gzip} B gzip, ${sizes.files} files`);
  for (const [kind, limit] of Object.entries(LIMITS[what])) {
    if (sizes[kind] > limit) {
      console.error(`${what} is over its budget of ${limit} ${kind === "files" ? kind : `bytes ${kind}`}`);
      process.exitCode = 1;
    }
  }
}
