const OVER = "page";

/**
 * Browser history: one more entry while a page lies over the step, so that Back closes the page, and leaves the session
 * only from the step. Where a reload has kept that entry, or Forward leads to it, `history.back()` leaves it.
 */
export class PageHistory {
  /** Whether a page lies over the step, and in `#over`, whether the present entry is the one for it. */
  #wanted = false;
  #over = history.state === OVER;
  #goingBack = false;

  /** `closed` is called when the participant has gone back from a page. */
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

  /** Add the entry when a page lies over the step, and leave it when none does. */
  follow(over: boolean) {
    this.#wanted = over;
    this.#settle();
  }

  #settle() {
    // `history.back()` is asynchronous: what is wanted meanwhile is done on its `popstate`.
    if (this.#goingBack) return;
    if (this.#over && !this.#wanted) {
      this.#goingBack = true;
      history.back();
    } else if (this.#wanted && !this.#over) {
      this.#over = true;
      // A page that was opened by its own address gets an entry with the step's address below it, for Back.
      const own = location.pathname;
      history.replaceState(null, "", own.replace(/\/mine$/, ""));
      history.pushState(OVER, "", own);
    }
  }
}
