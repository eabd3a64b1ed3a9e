/** Keeps what is printed on its page, whatever an organiser has called a session and a run sheet asks. */
import type { Attachment } from "svelte/attachments";

const STEP = 0.02;
/** Type is never set smaller than this share of its size; what is longer still goes on to another page. */
const FLOOR = 0.6;
const A4 = { width: 210, height: 297 };
/** How much room must be left over, in millimetres: a printer's lines need not break where the screen's do. */
const SPARE_MM = 4;

/**
 * Shrinks the type of an A4 page until all of it fits, by setting --fit, which its sizes multiply; --spare is room
 * that is kept free meanwhile. The page is at least as high as the paper, and grows with what stands on it. It takes
 * `texts` so that it runs again when they change.
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
