import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { build, type Plugin, type Rolldown } from "vite";
import { defineConfig } from "vitest/config";

// The phone is built by itself, so that it carries only the part of the runtime that it uses.
const SCREENS: Record<string, string[]> = {
  phone: ["phone"],
  screens: ["board", "console", "home", "report"],
};
const TARGET = "es2022";
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

/** Puts the script that connects, and the shell's style, into the phone's page: neither waits for a file. */
function inlined(): Plugin {
  const SCRIPT = /<script [^>]*src="\/(src\/phone\/earlyConnect\.ts)"[^>]*><\/script>/;
  const STYLE = /<link rel="stylesheet"[^>]*href="\/([^"]+)">/;
  return {
    name: "inlined",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      async handler(html, { bundle = {} }) {
        const [script, entry] = SCRIPT.exec(html)!;
        const [link, file] = STYLE.exec(html)!;
        const style = bundle[file!] as Rolldown.OutputAsset;
        const steps = Object.values(bundle).find(({ name }) => name === "Steps")!;
        delete bundle[file!];
        const { output } = (await build({
          configFile: false,
          logLevel: "error",
          define: { STEPS: JSON.stringify(`/${steps.fileName}`) },
          build: {
            write: false,
            target: TARGET,
            rolldownOptions: { input: entry!, output: { format: "iife" } },
          },
        })) as Rolldown.RolldownOutput;
        return html
          .replace(script, () => `<script>${output[0].code.trim()}</script>`)
          .replace(link, () => `<style>${String(style.source).trim()}</style>`);
      },
    },
  };
}

/** In place of Vite's helper, which caters for much more: a part that comes later waits for its style. */
function lean(): Plugin {
  const HELPER = `export const __vitePreload = async (load, styles) => {
    const styled = styles.map((file) => new Promise((onload, onerror) => document.head.append(
      Object.assign(document.createElement("link"), { rel: "stylesheet", href: "/" + file, onload, onerror }))));
    return (await Promise.all([load(), ...styled]))[0];
  }`;
  return {
    name: "lean",
    apply: "build",
    load: { order: "pre", handler: (id) => (id.includes("vite/preload-helper") ? HELPER : null) },
  };
}

const server = "http://127.0.0.1:8000";

export default defineConfig(({ mode }) => ({
  plugins: [svelte(), compressed(), ...(mode === "phone" ? [inlined(), lean()] : [])],
  build: {
    outDir: OUT,
    // Two builds share the folder: the first of a whole build clears it, one that watches leaves the other's files.
    emptyOutDir: mode === "phone" && !process.argv.includes("--watch"),
    target: TARGET,
    modulePreload: mode !== "phone" && { polyfill: false },
    rollupOptions: {
      // Svelte's client modules only define: what a screen does not use, or not yet, stays out of its shell.
      treeshake: { moduleSideEffects: (id) => !id.includes("/svelte/src/internal/client/") },
      optimization: { inlineConst: { mode: "all" } },
      input: Object.fromEntries((SCREENS[mode] ?? []).map((screen) => [screen, `${screen}.html`])),
    },
  },
  define: { STEPS: '"/src/phone/Steps.svelte"' },
  server: { proxy: { "/ws": { target: server, ws: true }, "/api": server, "/-/": server } },
  // A page is made once for each worker, not for each file; the files stay apart all the same.
  test: { environment: "jsdom", pool: "vmThreads", include: ["src/**/*.test.ts"] },
}));
