import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { type Plugin } from "vite";
import { defineConfig } from "vitest/config";

// The phone is built by itself, so that it carries only the part of the runtime that it uses.
const SCREENS: Record<string, string[]> = {
  phone: ["phone"],
  screens: ["board", "console", "home", "report"],
};
const OUT = "../app/web/static";

/** Writes .br and .gz beside every text file: on a hotspot without TLS browsers ask for gzip only. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    closeBundle() {
      for (const entry of readdirSync(OUT, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !/\.(html|js|css|svg)$/.test(entry.name)) continue;
        const file = join(entry.parentPath, entry.name);
        const bytes = readFileSync(file);
        const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
        writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params }));
        writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
      }
    },
  };
}

const server = "http://127.0.0.1:8000";

export default defineConfig(({ mode }) => ({
  plugins: [svelte(), compressed()],
  build: {
    outDir: OUT,
    // Two builds share the folder: the first of a whole build clears it, one that watches leaves the other's files.
    emptyOutDir: mode === "phone" && !process.argv.includes("--watch"),
    target: "es2022",
    modulePreload: { polyfill: false },
    rollupOptions: {
      // Svelte's client modules only define: what a screen does not use, or not yet, stays out of its shell.
      treeshake: { moduleSideEffects: (id) => !id.includes("/svelte/src/internal/client/") },
      input: Object.fromEntries((SCREENS[mode] ?? []).map((screen) => [screen, `${screen}.html`])),
    },
  },
  server: { proxy: { "/ws": { target: server, ws: true }, "/api": server, "/-/": server } },
  test: { environment: "jsdom", include: ["src/**/*.test.ts"] },
}));
