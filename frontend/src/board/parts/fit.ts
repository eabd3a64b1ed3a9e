import type { Attachment } from "svelte/attachments";

const STEP = 0.03;

/**
 * An attachment that shrinks a text until it fits its box, at most to the share `floor`: it sets --fit, by which the
 * text's font-size must be multiplied. It measures again when `text` changes, which it needs for nothing else, and when
 * the box is resized. The box must have no padding at its sides: a word that overflows into it would count as fitting.
 */
export function fit(text: unknown, floor = 0.75): Attachment<HTMLElement> {
  void text;
  return (node) => remeasured(node, () => void shrink(node, floor));
}

/**
 * Shrinks the texts of cards that stand beside each other: those that fit at `common` or more are equally large, so
 * that no letters are a little larger than their neighbours'. A longer text shrinks alone, at most to `floor`.
 */
export function fitAlike(
  texts: unknown,
  { cards, common, floor }: { cards: string; common: number; floor: number },
): Attachment<HTMLElement> {
  void texts;
  return (node) =>
    remeasured(node, () => {
      const boxes = [...node.querySelectorAll<HTMLElement>(cards)];
      const shares = boxes.map((box) => shrink(box, floor));
      const shared = Math.min(...shares.filter((share) => share >= common));
      boxes.forEach((box, n) => shares[n]! >= common && box.style.setProperty("--fit", String(shared)));
    });
}

function remeasured(node: HTMLElement, measure: () => void): () => void {
  measure();
  const observer = new ResizeObserver(measure);
  observer.observe(node);
  return () => observer.disconnect();
}

/** The share of its full size that a text has then. */
function shrink(node: HTMLElement, floor: number): number {
  // Words break at their hyphens only; elsewhere only if a word does not fit even at the smallest size.
  node.style.overflowWrap = "normal";
  let share = 1;
  for (; ; share = Math.max(share - STEP, floor)) {
    node.style.setProperty("--fit", String(share));
    if (share <= floor || fits(node)) break;
  }
  node.style.overflowWrap = "";
  return share;
}

/** How far letters may reach below the last line, as a share of the font-size; more than that is a line too many. */
const OVER_LINE = 0.2;

function fits(node: HTMLElement): boolean {
  const slack = OVER_LINE * parseFloat(getComputedStyle(node).fontSize);
  return node.scrollWidth <= node.clientWidth + 1 && node.scrollHeight <= node.clientHeight + slack;
}
