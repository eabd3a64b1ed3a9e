/** Measures drawn elements in board units, so that the result is the same on every projector. */
import type { Size } from "../jungle/clearing";

/** How many pixels a board unit has here. */
export const unitOf = (node: Element): number => (node.closest(".board")?.clientWidth ?? 1920) / 1920;

/** The size of a card without its tilt, after its text's box has been fitted to the lines. */
export function measured(card: HTMLElement): Size {
  const { rotate } = card.style;
  card.style.rotate = "none";
  hug(card.querySelector("p")!);
  card.style.rotate = rotate;
  return { width: card.offsetWidth / unitOf(card), height: card.offsetHeight / unitOf(card) };
}

/**
 * Gives a text's box the width of its longest line, because `text-wrap: balance` leaves the box too wide. The scale of
 * an animation that runs is divided out.
 */
function hug(text: HTMLElement): void {
  text.style.width = "";
  const lines = document.createRange();
  lines.selectNodeContents(text);
  const rects = [...lines.getClientRects()];
  if (!rects.length) return;
  const scale = text.getBoundingClientRect().width / text.offsetWidth;
  const width = Math.max(...rects.map((rect) => rect.right)) - Math.min(...rects.map((rect) => rect.left));
  text.style.width = `calc(${Math.ceil(width / scale / unitOf(text)) + 2} * var(--u))`;
}
