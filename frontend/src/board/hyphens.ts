/** Long Danish compounds may break after the joints that are sure; browsers offline know no Danish hyphenation. */
export function softHyphens(text: string): string {
  return text.replaceAll(
    /(\p{L}{4,}?(?:ings|heds|tions|tets|skabs|projekt|udviklings))(?=\p{L}{5,})/gu,
    "$1\u00ad",
  );
}
