/** Measuring what has been drawn, in board units, so that it is the same on every projector. */

/** How many pixels a board unit has here. */
export const unitOf = (node: Element): number => (node.closest(".board")?.clientWidth ?? 1920) / 1920;

/** A balanced text leaves its box too wide; the box gets the width of the longest line, even while it is growing. */
export function hug(text: HTMLElement): void {
  text.style.width = "";
  const lines = document.createRange();
  lines.selectNodeContents(text);
  const rects = [...lines.getClientRects()];
  if (!rects.length) return;
  const scale = text.getBoundingClientRect().width / text.offsetWidth;
  const width = Math.max(...rects.map((rect) => rect.right)) - Math.min(...rects.map((rect) => rect.left));
  text.style.width = `calc(${Math.ceil(width / scale / unitOf(text)) + 2} * var(--u))`;
}
