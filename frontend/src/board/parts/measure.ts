/** Measuring what has been drawn, in board units, so that it is the same on every projector. */
import type { Size } from "../jungle/clearing";

/** How many pixels a board unit has here. */
export const unitOf = (node: Element): number => (node.closest(".board")?.clientWidth ?? 1920) / 1920;

/** The size of a card that hugs its text, as if it were not tilted. */
export function measured(card: HTMLElement): Size {
  const { rotate } = card.style;
  card.style.rotate = "none";
  hug(card.querySelector("p")!);
  card.style.rotate = rotate;
  return { width: card.offsetWidth / unitOf(card), height: card.offsetHeight / unitOf(card) };
}

/** A balanced text leaves its box too wide; the box gets the width of the longest line, even while it is growing. */
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
