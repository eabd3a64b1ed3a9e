/**
 * Where long Danish compounds may break. Browsers know no Danish hyphenation without a network, so only joints that are
 * sure are marked: after a linking ending, and before a word that often ends a compound.
 */
const SHY = "\u00ad";
const LONG = 13;
const ENDINGS = "ings|heds|tions|sions|tets|skabs|doms|elses|ments|værks|områdes|ansvars|arbejds";
const LAST_WORDS =
  "afdeling|aftale|ansvar|arbejde|bevilling|dokumentation|effekt|erfaring|evaluering|fortælling|forvaltning|" +
  "gruppe|hverdag|implementering|indsats|koalition|kommune|kompetence|konference|koordinator|kvalitet|leder|ledelse|" +
  "medarbejder|miljø|metode|modstand|mødet|måling|opgave|organisation|personale|politik|portefølje|praksis|proces|projekt|repræsentant|" +
  "spor|strategi|styring|system|sygeplejerske|teori|udfordring|udvikling|uddannelse|ændring|økonomi";
const AFTER = new RegExp(`(?<=\\p{L}{2}(?:${ENDINGS}))(?=\\p{L}{4})`, "giu");
const BEFORE = new RegExp(`(?<=\\p{L}{4})(?=(?:${LAST_WORDS}))`, "giu");

export function softHyphens(text: string): string {
  return text.replaceAll(/\p{L}+/gu, (word) =>
    word.length < LONG
      ? word
      : word
          .replaceAll(AFTER, SHY)
          .replaceAll(BEFORE, SHY)
          .replaceAll(/\u00ad{2,}/g, SHY),
  );
}
