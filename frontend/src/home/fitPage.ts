/** Fits a print-out on its page, however long the session's title and the run sheet's texts are. */
import type { Attachment } from "svelte/attachments";

const STEP = 0.02;
/** The smallest share of its size that type is set in; a text that is still too long continues on another page. */
const FLOOR = 0.6;
const A4 = { width: 210, height: 297 };
/** How many millimetres must be left over, because lines may break elsewhere in print than on the screen. */
const SPARE_MM = 4;

/**
 * An attachment that shrinks the type of an A4 page until all of it fits: it sets --fit, by which the sizes must be
 * multiplied; --spare is room that is kept free while it measures. The page is at least as high as the paper, and grows
 * with its content. `texts` only make it run again when they change.
 */
export function fitPage(...texts: unknown[]): Attachment<HTMLElement> {
  void texts;
  return (page) => {
    const set = (name: string, value: string | number) => page.style.setProperty(name, String(value));
    set("--spare", `${SPARE_MM}mm`);
    for (let share = 1; ; share -= STEP) {
      set("--fit", Math.max(share, FLOOR));
      if (share <= FLOOR || isOnePage(page)) break;
    }
    set("--spare", "0mm");
  };
}

const isOnePage = (page: HTMLElement) => page.offsetHeight <= (page.offsetWidth * A4.height) / A4.width + 1;
