import type { Language } from "../live/wire";

/**
 * Soft hyphens in long compounds. Browsers have no Danish hyphenation without a network, so only joints that are
 * certain are marked: after a linking ending, and before a word that often ends a compound.
 */
const SHY = "\u00ad";
const LONG = 13;
/** A line may end here without a sign: after each part of an address. */
const ZERO_WIDTH_SPACE = "\u200b";
const ADDRESS = new RegExp(`\\S{${LONG},}`, "g");

/** What marks the joints of compounds, by language; null where compounds are not written as one word. */
const COMPOUNDS: Record<Language, { endings: string; lastWords: string } | null> = {
  da: {
    endings: "ings|heds|tions|sions|tets|skabs|doms|elses|ments|værks|områdes|ansvars|arbejds",
    lastWords:
      "afdeling|aftale|ansvar|arbejde|bevilling|dokumentation|effekt|erfaring|evaluering|fortælling|forvaltning|" +
      "gruppe|hverdag|implementering|indsats|koalition|kommune|kompetence|konference|koordinator|kvalitet|leder|ledelse|" +
      "medarbejder|miljø|metode|modstand|mødet|måling|opgave|organisation|personale|politik|portefølje|praksis|proces|projekt|repræsentant|" +
      "spor|strategi|styring|system|sygeplejerske|teori|udfordring|udvikling|uddannelse|ændring|økonomi",
  },
  en: null,
};

// A text may be in another language than its session, so all joints are looked for in every text.
const JOINTS = Object.values(COMPOUNDS).flatMap((compounds) =>
  compounds
    ? [
        new RegExp(`(?<=\\p{L}{2}(?:${compounds.endings}))(?=\\p{L}{4})`, "giu"),
        new RegExp(`(?<=\\p{L}{4})(?=(?:${compounds.lastWords}))`, "giu"),
      ]
    : [],
);

export function softHyphens(text: string): string {
  const parted = text.replaceAll(ADDRESS, (run) => run.replaceAll(/\/(?=[^/])/g, `/${ZERO_WIDTH_SPACE}`));
  return parted.replaceAll(/\p{L}+/gu, (word) =>
    word.length < LONG
      ? word
      : JOINTS.reduce((marked, joint) => marked.replaceAll(joint, SHY), word).replaceAll(/\u00ad{2,}/g, SHY),
  );
}
