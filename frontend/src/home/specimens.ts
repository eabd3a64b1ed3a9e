/** The run sheets' editor in every state, for the gallery; what a server would answer is made by hand. */
import { specimen } from "../gallery/specimen";
import type { Language } from "../live/wire";
import { homeWords } from "../words/home";
import { runSheetWords } from "../words/runSheets";
import "./home.css";
import { Organiser } from "./organiser.svelte";
import Editor from "./runSheets/Editor.svelte";
import type { Checked, SheetText } from "./runSheets/files";

const ID = "moeder-i-ribe";
const TITLE = { da: "Møder, der virker", en: "Meetings that work" };
const DATA = {
  format: 1,
  id: ID,
  version: "1",
  languages: ["da", "en"],
  title: TITLE,
  questions: { prompt: { da: "Hvad vil du helst have svar på?", en: "What do you most want answered?" } },
  buzz: { prompts: [{ da: "Fortæl om et møde.", en: "Tell about a meeting." }], turn_seconds: 120 },
  pitfalls: [
    {
      id: "uden-maal",
      short: { da: "Uden mål", en: "No aim" },
      title: { da: "Mødet uden mål", en: "The meeting without an aim" },
      causes: [{ da: "Vi plejer", en: "We always have" }],
      answer: { title: { da: "Skriv målet", en: "Write the aim" }, points: [{ da: "Ét", en: "One" }] },
    },
  ],
  closing: [{ da: "Begynd med ét: det næste.", en: "Begin with one: the next." }],
};
const TEXT = `# Vores egen talk
format = 1
id = "${ID}"
title = { da = "${TITLE.da}", en = "${TITLE.en}" }
closing = [{ da = "Begynd med ét: det næste.", en = "Begin with one: the next." }]

[buzz]
turn_seconds = 120
prompts = [{ da = "Fortæl om et møde.", en = "Tell about a meeting." }]
`;

interface Wishes {
  language?: Language;
  saved?: Partial<SheetText>;
  checked?: Partial<Checked>;
  width?: number;
}

/** In an iframe, whose page has no other requests than the editor's. */
function editor(name: string, { language = "da", saved, checked, width = 1366 }: Wishes = {}) {
  const file: SheetText = {
    ...{ id: ID, origin: "own", text: TEXT, version: "1", saved_at_ms: Date.now(), former: [] },
    ...saved,
  };
  const answer: Checked = {
    ...{ text: file.text, version: "1", usable: true, findings: [], data: DATA, preview: null },
    ...checked,
  };
  const answers: Record<string, unknown> = {
    [`run-sheet-files/${ID}`]: file,
    "run-sheet-files/check": answer,
    address: { url: "", reachable: true },
  };
  const make = () => {
    window.fetch = (address) => {
      const [path = ""] = String(address).replace("/api/", "").split("?");
      return Promise.resolve(Response.json(answers[path] ?? []));
    };
    const organiser = new Organiser("", homeWords(language), language);
    return { organiser, language, words: runSheetWords(language), id: ID };
  };
  return specimen(name, Editor, make, { width, height: width < 1000 ? 1024 : 768 });
}

const FAULT = {
  line: 8,
  key: ["buzz", "turn_seconds"],
  found: "5",
  expected: "et helt tal fra 10 til 1800",
  warning: false,
  missing: false,
};
const FAULTS = [
  FAULT,
  { ...FAULT, line: 1, key: ["poll"], found: "ingenting", expected: "en tabel", missing: true },
  { ...FAULT, line: 4, key: ["title", "da"], found: "81 tegn", expected: "højst 80", warning: true },
];
const FAULTY = { usable: false, findings: FAULTS };
const NO_TOML = {
  usable: false,
  data: null,
  findings: [{ ...FAULT, key: [], found: "en tekst uden anførselstegn til sidst", expected: "gyldig TOML" }],
};

export const specimens = [
  editor("run sheet"),
  editor("run sheet, English", { language: "en" }),
  editor("run sheet, faults", { checked: FAULTY }),
  editor("run sheet, no TOML", { checked: NO_TOML }),
  editor("run sheet, removed", { saved: { origin: "removed" } }),
  editor("run sheet, narrow", { width: 768 }),
  editor("run sheet, on a phone", { width: 360, checked: FAULTY }),
];
