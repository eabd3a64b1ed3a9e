import type { Attachment } from "svelte/attachments";

const STEP = 0.03;

/**
 * Shrinks a text until it fits its box, at most to `floor`, by setting --fit, which the text's font-size multiplies.
 * Named again with `text`, so that another text is measured anew; measured anew too when the box changes. The box has
 * no padding at its sides, where a word that is too long would hide.
 */
export function fit(text: unknown, floor = 0.75): Attachment<HTMLElement> {
  void text;
  return (node) => {
    const measure = () => {
      // A word is broken where it has no joint only when even the smallest size has no room for it.
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

/** Letters reach a little over their lines, also over the last one; only a line too many counts. */
const OVER_LINE = 0.2;

function fits(node: HTMLElement): boolean {
  const slack = OVER_LINE * parseFloat(getComputedStyle(node).fontSize);
  return node.scrollWidth <= node.clientWidth + 1 && node.scrollHeight <= node.clientHeight + slack;
}
