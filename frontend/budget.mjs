// The phone's shell: all that phone.html loads before anything else is asked for.
import { readFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";

const STATIC = new URL("../app/web/static/", import.meta.url);
const LIMITS = { brotli: 20_000, gzip: 23_000 };

const html = readFileSync(new URL("phone.html", STATIC), "utf8");
const files = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map((match) => match[1]);
const seen = new Set(files);
for (const file of seen) {
  const source = readFileSync(new URL(file, STATIC), "utf8");
  for (const match of source.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) seen.add(`assets/${match[1]}`);
}
const parts = [Buffer.from(html), ...[...seen].map((file) => readFileSync(new URL(file, STATIC)))];
const total = (pack) => parts.reduce((sum, part) => sum + pack(part).length, 0);
const sizes = { brotli: total(brotliCompressSync), gzip: total((part) => gzipSync(part, { level: 9 })) };

console.log(`phone shell: ${sizes.brotli} B brotli, ${sizes.gzip} B gzip, ${seen.size + 1} files`);
for (const [kind, limit] of Object.entries(LIMITS)) {
  if (sizes[kind] > limit) {
    console.error(`the phone's shell is over its ${kind} budget of ${limit} bytes`);
    process.exitCode = 1;
  }
}
