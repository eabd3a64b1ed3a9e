// Checks the size of what a phone loads: its shell, and in the step collect all that it needs to write a question.
import { readdirSync, readFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";

const STATIC = new URL("../app/web/static/", import.meta.url);
const LIMITS = { shell: { brotli: 20_000, gzip: 23_000 }, collect: { brotli: 28_000, gzip: 32_000 } };

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

const html = readFileSync(new URL("phone.html", STATIC), "utf8");
const named = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map((match) => match[1]);
const pages = readdirSync(new URL("assets", STATIC)).filter((file) => /^Pages-.*\.(js|css)$/.test(file));
const shell = ["phone.html", ...withImports(named)];
const loads = {
  shell,
  collect: [...new Set([...shell, ...withImports(pages.map((file) => `assets/${file}`))])],
};

for (const [what, files] of Object.entries(loads)) {
  const parts = files.map((file) => readFileSync(new URL(file, STATIC)));
  const total = (pack) => parts.reduce((sum, part) => sum + pack(part).length, 0);
  const sizes = { brotli: total(brotliCompressSync), gzip: total((part) => gzipSync(part, { level: 9 })) };
  console.log(`phone ${what}: ${sizes.brotli} B brotli, ${sizes.gzip} B gzip, ${files.length} files`);
  for (const [kind, limit] of Object.entries(LIMITS[what])) {
    if (sizes[kind] > limit) {
      console.error(`the phone's ${what} is over its ${kind} budget of ${limit} bytes`);
      process.exitCode = 1;
    }
  }
}
