/** Rows of one made-up session, as the server sends them, for the specimens of every screen. */
import { STEPS } from "../live/protocol.generated";
import type { StepName } from "../live/steps";
import type { PitfallRow, SessionRow, SheetRow, StepFamily } from "../live/wire";

/** A table with a single row. */
export const it = <R>(row: R): Record<string, R> => ({ it: row });

export const SHORT = [
  "Hvem rydder op efter ildsjælene?",
  "Er det bare et spareprojekt i forklædning?",
  "Hvordan møder jeg kollegaen, der siger: Det har vi prøvet før?",
  "Hvornår er et projekt egentlig færdigt?",
  "Hvad sker der, når puljen løber ud til nytår?",
  "Er modstand altid dårligt?",
  "Hvordan siger vi nej til det næste projekt, når de tre sidste ikke er landet?",
  "Hvordan bliver det til hverdag i nattevagten?",
  "Hvem ejer effekten, når projektlederen er rejst videre?",
];
export const LONG = [
  "Hvordan får vi demenskoordinatorerne, kvalitetsudviklingsmedarbejderne og hjemmesygeplejerskerne til at samarbejde " +
    "om implementeringsudfordringerne i udviklingsprojekterne, når budgetforhandlingerne trækker ud og " +
    "arbejdsmiljørepræsentanterne endnu ikke er blevet spurgt om noget som helst?",
  "Hvad er egentlig forskellen på en forandringsteori, en handleplan og en strategi, og hvem i kommunen skal kunne " +
    "forklare den, så både direktionen og en afløser i aftenvagten forstår, hvad der forventes af dem?",
  "Hvordan undgår vi sundhedsplejerskernes, socialrådgivernes og plejehjemsledernes parallelle dokumentationssystemer?",
];
const TALK: [string, string, string, string[], string, string[]][] = [
  [
    "spredt",
    "Spredt fægtning",
    "Spredt fægtning",
    ["Projekter og forsøg vokser i hver sin retning", "Nyt design og ny start i et rastløst kredsløb"],
    "Langsigtet strategi",
    [
      "Lange innovationsspor, gerne på tværs af kommuner",
      "Fælles metoder og sprog, og en koalition for hvert spor",
    ],
  ],
  [
    "effekt",
    "Effekten udeblev",
    "Projektet lykkedes, effekten udeblev",
    ["Projektledelsen ser på produkt og tidsplan", "Bagefter er forankringen i driften svag"],
    "Forankring i driften",
    [
      "Projektleder og driftsleder arbejder sammen fra start",
      "Forandringsteorien er fælles omdrejningspunkt",
      "En navngiven leder har ansvaret for effekten",
    ],
  ],
  [
    "penge",
    "Økonomien",
    "Økonomien spænder ben",
    ["Omkostninger og gevinster er svære at regne på", "»Er det bare et spareprojekt?«"],
    "Økonomi og faglighed hånd i hånd",
    ["Ingen udviklingsprojekter uden økonomiske mål", "Ærlighed om rammerne, også når målene ikke mødes"],
  ],
  [
    "modstand",
    "Modstand",
    "Modstand",
    ["Brugere og medarbejdere stejler over det nye", "Det politiske mandat smuldrer"],
    "Fra konflikt til synergi",
    ["Opbyg koalitioner og fælles fortællinger", "Tag kritik som viden, prøv af og ret til"],
  ],
  [
    "egen5",
    "Arbejdsmiljørepræsentanterne",
    "Arbejdsmiljørepræsentanterne bliver glemt hver gang",
    [],
    "",
    [],
  ],
  ["egen6", "Tid", "Tid", [], "", []],
];

export const PITFALLS = TALK.map(([id, short, title, causes, answer_title, points], n) => {
  const row: PitfallRow = { number: n + 1, short, title, causes, answer_title, points, ad_hoc: n > 3, r: 1 };
  return [id, row] as const;
});

export const SESSION: SessionRow = {
  code: "KLM4PT",
  title: "Implementeringsudfordringen",
  subtitle: "Fra projektjungel til koordineret udvikling",
  occasion: "",
  date: "2026-11-24",
  place: null,
  expected: 140,
  language: "da",
  languages: ["da", "en"],
  rehearsal: false,
  ended: false,
  accent: null,
  logo: null,
  r: 1,
};

/** The same session of a talk with a colour and a logo of its own. */
export const OWN_LOOK: Partial<SessionRow> = {
  accent: "#0b5d3b",
  logo: {
    address:
      "data:image/svg+xml," +
      encodeURIComponent(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 150 44" fill="#0b5d3b"><path d="M4 40 22 4l18 36z"/>' +
          '<circle cx="70" cy="22" r="16"/><path d="M98 6h46v9H98zm0 15h46v9H98zm0 15h30v6H98z"/></svg>',
      ),
    text: "Ribe Kommune",
  },
};

const WALKS = PITFALLS.slice(0, 4).map(([id]): StepName => `walk:${id}`);
/** Every step there is, in the order of the arc. */
const steps = (Object.keys(STEPS) as StepFamily[]).flatMap((family): StepName[] =>
  family === "walk" ? WALKS : [family],
);
const sheet: SheetRow = {
  question_prompt: "Hvad er dit mest påtrængende spørgsmål?",
  alone_prompt: "Hvornår så du sidst et godt projekt blive til hverdag?",
  prompts: [
    "Hvad har du oplevet som mest afgørende for, at gode udviklingsprojekter bliver ført ud i livet?",
    "Og hvornår sker det bare ikke?",
    "Hvad er dit mest påtrængende spørgsmål, du gerne vil have besvaret?",
  ],
  afterwards: "Bagefter hører vi to par.",
  closing: [
    "Implementering skal tænkes med i alle faser, når en ny løsning udvikles.",
    "Den er strategisk og bygges op gennem lange, stærke koalitioner og fortællinger.",
  ],
  steps,
  minutes: { overview: 8, buzz: 7, collect: 3, group: 5, summary: 3, momentum: 4, poll: 4 },
  momentum: {
    question: "Hvor får du fremdrift fra i dag?",
    words: [
      { id: "r", word: "Rationalitet", points: ["mål, planer og tal"] },
      { id: "m", word: "Magt", points: ["mandat, penge og position"] },
      { id: "k", word: "Kærlighed", points: ["omsorg, mening og fællesskab"] },
    ],
  },
  poll_question: "Fik du svar på dit spørgsmål i dag?",
  next_question: "Hvilket spørgsmål trænger sig på nu?",
  max_graphemes: 280,
  per_participant: 5,
  others_visible: true,
  pairs: false,
  r: 1,
};
export const SHEET = it(sheet);
