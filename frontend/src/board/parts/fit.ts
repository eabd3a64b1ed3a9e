import type { Attachment } from "svelte/attachments";

const STEP = 0.03;

/**
 * An attachment that shrinks a text until it fits its box, at most to the share `floor`: it sets --fit, by which the
 * text's font-size must be multiplied. It measures again when `text` changes, which it needs for nothing else, and when
 * the box is resized. The box must have no padding at its sides: a word that overflows into it would count as fitting.
 */
export function fit(text: unknown, floor = 0.75): Attachment<HTMLElement> {
  void text;
  return (node) => {
    const measure = () => {
      // Words break at their hyphens only; elsewhere only if a word does not fit even at the smallest size.
      node.style.overflowWrap = "normal";
      for (let share = 1; share === 1 || !fits(node); share -= STEP) {
        node.style.setProperty("--fit", String(Math.max(share, floor)));
        if (share <= floor) break;
      }
      node.style.overflowWrap = "";
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    return () => observer.disconnect();
  };
}

/** How far letters may reach below the last line, as a share of the font-size; more than that is a line too many. */
const OVER_LINE = 0.2;

function fits(node: HTMLElement): boolean {
  const slack = OVER_LINE * parseFloat(getComputedStyle(node).fontSize);
  return node.scrollWidth <= node.clientWidth + 1 && node.scrollHeight <= node.clientHeight + slack;
}
