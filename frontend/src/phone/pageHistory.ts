const OVER = "page";

/**
 * The browser's history with one entry for the page that lies over the step: Back closes it, and leaves the session
 * only from the step. An entry that a reload has left behind, or that Forward has come to, is gone back from.
 */
export class PageHistory {
  /** Whether a page lies over the step, and whether the present entry says so. */
  #wanted = false;
  #over = history.state === OVER;
  #goingBack = false;

  /** `closed` is called when the reader has gone back. */
  constructor(closed: () => void) {
    addEventListener("popstate", () => {
      this.#over = history.state === OVER;
      const byReader = !this.#goingBack;
      this.#goingBack = false;
      if (byReader && !this.#over && this.#wanted) closed();
      else this.#settle();
    });
    this.#settle();
  }

  /** A page lies over the step now, or no longer. */
  follow(over: boolean) {
    this.#wanted = over;
    this.#settle();
  }

  #settle() {
    // Going back takes a moment: what was wanted meanwhile is done then.
    if (this.#goingBack) return;
    if (this.#over && !this.#wanted) {
      this.#goingBack = true;
      history.back();
    } else if (this.#wanted && !this.#over) {
      this.#over = true;
      // A page that was opened by its own address lies over the step's, which is gone back to.
      const own = location.pathname;
      history.replaceState(null, "", own.replace(/\/mine$/, ""));
      history.pushState(OVER, "", own);
    }
  }
}
