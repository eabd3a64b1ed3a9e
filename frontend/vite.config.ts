import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { build, defineConfig, type Plugin, type Rolldown } from "vite";
import type { Language } from "./src/live/protocol.generated";

// Phone and report have builds of their own, so that they load only the part of Svelte's runtime that they use.
const SCREENS: Record<string, string[]> = {
  phone: ["phone"],
  report: ["report"],
  screens: ["board", "console", "home", "preview", "replay"],
};
const TARGET = "es2022";
const OUT = "../app/web/static";

/**
 * How Brotli writes how far back a text repeats, as NPOSTFIX and NDIRECT. It takes the first by itself; in files as
 * small as the phone's another one often saves some bytes, and costs the same to read.
 */
const DISTANCES = [
  [0, 0],
  [0, 15],
  [1, 8],
] as const;

function withBrotli(bytes: Buffer, isOfPhone: boolean): Buffer {
  const packed = DISTANCES.slice(0, isOfPhone ? undefined : 1).map(([postfix, direct]) =>
    brotliCompressSync(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_NPOSTFIX]: postfix,
        [constants.BROTLI_PARAM_NDIRECT]: direct,
      },
    }),
  );
  return packed.reduce((least, one) => (one.length < least.length ? one : least));
}

/** Writes .br and .gz beside every text file: without TLS, as on a hotspot, browsers accept gzip only. */
function compressed(isOfPhone: boolean): Plugin {
  return {
    name: "compressed",
    apply: "build",
    closeBundle() {
      for (const entry of readdirSync(OUT, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !/\.(html|js|css|svg)$/.test(entry.name)) continue;
        const file = join(entry.parentPath, entry.name);
        if (isCompressed(file)) continue;
        const bytes = readFileSync(file);
        writeFileSync(`${file}.br`, withBrotli(bytes, isOfPhone));
        writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
      }
    },
  };
}

/** Inlines the script that connects, and the shell's style, in the phone's page: neither needs a request. */
function inlined(): Plugin {
  const SCRIPT = /<script [^>]*src="\/(src\/phone\/earlyConnect\.ts)"[^>]*><\/script>/;
  let style = "";
  return {
    name: "inlined",
    apply: "build",
    generateBundle: {
      order: "pre",
      handler(_, bundle) {
        // The style is inlined, so no part that is loaded later may request its file.
        const { importedCss } = chunkOf(bundle, "phone").viteMetadata!;
        style = "";
        for (const file of importedCss) {
          style += String((bundle[file] as Rolldown.OutputAsset).source).trim();
          delete bundle[file];
        }
        importedCss.clear();
      },
    },
    transformIndexHtml: {
      order: "post",
      async handler(html, { bundle = {} }) {
        const [script, entry] = SCRIPT.exec(html)!;
        const pages = chunkOf(bundle, "Pages");
        const files = [pages.fileName, ...pages.viteMetadata!.importedCss];
        const { output } = (await build({
          configFile: false,
          logLevel: "error",
          define: { PAGES: JSON.stringify(files.map((file) => `/${file}`)) },
          build: {
            write: false,
            target: TARGET,
            rolldownOptions: { input: entry!, output: { format: "iife" } },
          },
        })) as Rolldown.RolldownOutput;
        return html
          .replace(script, () => `<script>${output[0].code.trim()}</script>`)
          .replace("</head>", () => `<style>${style}</style>\n  </head>`);
      },
    },
  };
}

/** Whether another build has compressed the file as it is. */
const isCompressed = (file: string) =>
  existsSync(`${file}.gz`) && statSync(`${file}.gz`).mtimeMs >= statSync(file).mtimeMs;

const chunkOf = (bundle: Rolldown.OutputBundle, name: string) =>
  Object.values(bundle).find((one) => one.type === "chunk" && one.name === name) as Rolldown.OutputChunk;

/** Small replacements for modules that do much more than the phone needs, by the end of the module's id. */
const LEAN: Record<string, string> = {
  // A part that is loaded later waits for its style.
  "vite/preload-helper.js": `export const __vitePreload = async (load, styles) => {
    const styled = styles.map((file) => new Promise((onload, onerror) => document.head.append(
      Object.assign(document.createElement("link"), { rel: "stylesheet", href: "/" + file, onload, onerror }))));
    return (await Promise.all([load(), ...styled]))[0];
  }`,
  // The server renders no page, so there is nothing to hydrate.
  "svelte/src/internal/client/dom/hydration.js": `
    export const hydrating = false, hydrate_node = undefined;
    export const set_hydrating = () => {}, set_hydrate_node = (node) => node, hydrate_next = () => {},
      reset = () => {}, hydrate_template = () => {}, next = () => {}, skip_nodes = () => {},
      read_hydration_instruction = () => "";`,
  // Every component is in runes mode, none awaits and none is traced: the code for other modes is left out.
  "svelte/src/internal/flags/index.js": `
    export const async_mode_flag = false, legacy_mode_flag = false, tracing_mode_flag = false;
    const refuse = () => { throw Error("svelte flags"); };
    export { refuse as enable_async_mode_flag, refuse as disable_async_mode_flag, refuse as enable_legacy_mode_flag,
      refuse as enable_tracing_mode_flag };`,
  // No part of the page catches another part's errors or waits for its promises, so the root needs no boundary.
  "svelte/src/internal/client/dom/blocks/boundary.js": `
    import { branch } from "../../reactivity/effects.js";
    export const boundary = (anchor, props, children) => {
      if (props.failed || props.onerror) throw Error("svelte:boundary");
      branch(() => children(anchor));
    };
    export const pending = () => 0;`,
  // The phone's state is never mutated, only replaced: an object has to be `$state.raw`, and any other throws here.
  "svelte/src/internal/client/proxy.js": `
    export const proxy = (value) => { if (value === Object(value)) throw Error("$state.raw"); return value; };
    export const get_proxied_value = (value) => value, is = Object.is;`,
};

function lean(): Plugin {
  return {
    name: "lean",
    apply: "build",
    load: {
      order: "pre",
      handler: (id) => Object.entries(LEAN).find(([ending]) => id.endsWith(ending))?.[1],
    },
  };
}

/**
 * All that the shell imports is one file. Without this the build divides it as soon as some more parts are fetched later.
 * What is fetched later may divide the files after it, too: budget.mjs counts them.
 */
const SHELL: Rolldown.CodeSplittingGroup = {
  name: "phone",
  tags: ["$initial"],
  // Polling is a file of its own: its address is in the shell.
  test: (id: string) => !id.endsWith("/live/polling.ts"),
};

/** A screen is a few files: left alone, the build makes one of every set of modules that the same screens share. */
const GROUPS: Record<string, Rolldown.CodeSplittingGroup[]> = {
  phone: [SHELL],
  report: [{ name: "report", tags: ["$initial"] }],
  screens: [
    { name: "svelte", tags: ["$initial"], test: /node_modules.svelte/, priority: 1 },
    { name: "common", tags: ["$initial"], minShareCount: 3 },
  ],
};

/** `import address from "./module?address"` gives the URL of that module's chunk, which is not loaded otherwise. */
function addresses(): Plugin {
  const ASKED = /\?address$/;
  let building = false;
  return {
    name: "addresses",
    configResolved: ({ command }) => void (building = command === "build"),
    async resolveId(source, importer) {
      if (!ASKED.test(source)) return null;
      const found = await this.resolve(source.replace(ASKED, ""), importer);
      return found && `${found.id}?address`;
    },
    load(id) {
      if (!ASKED.test(id)) return null;
      const file = id.replace(ASKED, "");
      if (!building) return `export default ${JSON.stringify(file.replace(import.meta.dirname, ""))}`;
      const reference = this.emitFile({ type: "chunk", id: file, preserveSignature: "strict" });
      return `export default import.meta.ROLLUP_FILE_URL_${reference}`;
    },
  };
}

/** Adds a text for where the script does not run: shown at once without JavaScript, after 9 s in an old browser. */
function withoutScript(): Plugin {
  const NEEDS: Record<Language, string> = {
    da: "Kommer siden ikke frem? Den kræver JavaScript og en browser fra 2022 eller nyere.",
    en: "Is nothing showing? This page needs JavaScript and a browser from 2022 or later.",
  };
  const HELP: Record<"phone" | "others", Record<Language, string>> = {
    phone: {
      da: "Prøv i en anden browser, eller skriv dit spørgsmål på en seddel, og giv den til facilitatoren.",
      en: "Try another browser, or write your question on a slip of paper and give it to the facilitator.",
    },
    others: {
      da: "Prøv i en anden browser eller på en anden computer.",
      en: "Try another browser or another computer.",
    },
  };
  const STYLE =
    "#app:not(:empty)+.bare{display:none}.bare{padding:20px;animation:bare 0s 9s both}" +
    "@keyframes bare{from{visibility:hidden}to{visibility:visible}}";
  return {
    name: "without-script",
    transformIndexHtml(html, { path }) {
      const help = HELP[path.includes("phone") ? "phone" : "others"];
      const languages = Object.keys(NEEDS) as Language[];
      const said = languages.map((code) => `<p lang="${code}">${NEEDS[code]} ${help[code]}</p>`).join("");
      return html
        .replace(
          "</head>",
          `<style>${STYLE}</style><noscript><style>.bare{animation:none}</style></noscript></head>`,
        )
        .replace(/<div id="app"><\/div>/, (app) => `${app}<div class="bare">${said}</div>`);
    },
  };
}

const server = "http://127.0.0.1:8000";

export default defineConfig(({ mode }) => ({
  plugins: [
    svelte(),
    addresses(),
    withoutScript(),
    compressed(mode === "phone"),
    ...(mode === "phone" ? [inlined(), lean()] : []),
  ],
  build: {
    outDir: OUT,
    // All builds write to this folder: the first one, the phone's, clears it, but not with --watch, which would delete
    // the others' files.
    emptyOutDir: mode === "phone" && !process.argv.includes("--watch"),
    target: TARGET,
    modulePreload: mode !== "phone" && { polyfill: false },
    rollupOptions: {
      output: { codeSplitting: { groups: GROUPS[mode] ?? [] } },
      // Importing Svelte's client modules has no side effects: what a screen uses not at all, or later, stays out of
      // its shell.
      treeshake: { moduleSideEffects: (id) => !id.includes("/svelte/src/internal/client/") },
      optimization: { inlineConst: { mode: "all" } },
      // How long plugins take on a slow computer is no fault of the screens.
      checks: { bundlerTimings: false },
      input: Object.fromEntries((SCREENS[mode] ?? []).map((screen) => [screen, `${screen}.html`])),
    },
  },
  define: { PAGES: '["/src/phone/Pages.svelte"]' },
  server: { proxy: { "/ws": { target: server, ws: true }, "/api": server, "/-/": server } },
}));
