/** Sooner than this after a change, nobody can have seen it and meant what has come. */
const UNSEEN_MS = 350;
/** A finger that taps again so soon, so near, taps the same again: what has come there meanwhile was not meant. */
const AGAIN_MS = 700;
const AGAIN_PX = 24;
const TAPPED = "button, a[href], [data-tapped]";
/** Neighbours may touch, or shift by less than this, without one being taken for the other. */
const LEAST_PX = 8;

interface Place {
  control: HTMLElement;
  label: string;
  box: DOMRect;
}

/**
 * Keeps a tap from hitting what it was not meant for, whether the room's news or the tap before has changed the
 * page: a control that comes to where another one was, or that now says something else, takes no tap or click
 * until it can have been seen. Keys are not held back: they go to what has the focus. It lasts as long as the page.
 * What is tapped and is no button or link is marked with `data-tapped`.
 */
export function guardTaps() {
  guardSecondTaps();
  let places = look();
  let left: Place[] = [];
  const timers = new Map<HTMLElement, ReturnType<typeof setTimeout>>();

  function guard({ control }: Place) {
    const { style } = control;
    clearTimeout(timers.get(control));
    style.pointerEvents = "none";
    timers.set(
      control,
      setTimeout(() => (style.pointerEvents = ""), UNSEEN_MS),
    );
  }
  new MutationObserver(() => {
    const before = places;
    places = look();
    const gone = without(before, places);
    const come = without(places, before);
    left.push(...gone);
    setTimeout(() => (left = left.filter((place) => !gone.includes(place))), UNSEEN_MS);
    for (const place of places)
      if (gone.some(clash, place) || (come.includes(place) && [...before, ...left].some(clash, place)))
        guard(place);
  }).observe(document.body, { childList: true, characterData: true, subtree: true });
  // What a scrolling finger or a turned phone moves has not changed.
  for (const moved of ["scroll", "resize"])
    addEventListener(
      moved,
      () => {
        places = look();
        left = [];
      },
      { capture: true, passive: true },
    );
}

/**
 * The second of two taps in one place counts only for what the first was for. However the page has moved in between,
 * as when the keyboard goes: this knows nothing but where the finger was.
 */
function guardSecondTaps() {
  let last = { control: null as Element | null, x: 0, y: 0, at: -Infinity };
  let refused = false;
  const stop = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  addEventListener(
    "pointerdown",
    (event) => {
      refused = false;
      // A mouse is quicker, and what it does twice is meant.
      if (event.pointerType === "mouse") return;
      const { target, clientX: x, clientY: y } = event;
      const control = (target as Element).closest(TAPPED);
      const at = performance.now();
      const again = at - last.at < AGAIN_MS && Math.hypot(x - last.x, y - last.y) < AGAIN_PX;
      refused = again && !!control && !!last.control && control !== last.control;
      if (refused) stop(event);
      else last = { control, x, y, at };
    },
    true,
  );
  addEventListener("click", (event) => refused && event.detail && stop(event), true);
}

/** The controls that can be tapped just now: those of the dialog, if one is open. Figures are no part of a label: they tick. */
function look(): Place[] {
  const within = document.querySelector("dialog[open]") ?? document.body;
  return [...within.querySelectorAll<HTMLElement>(TAPPED)].map((control) => ({
    control,
    label: (control.ariaLabel ?? control.textContent).replace(/\d+/g, ""),
    box: control.getBoundingClientRect(),
  }));
}

/** Those places that are not among the others just so. */
function without(places: Place[], others: Place[]): Place[] {
  const known = new Map(others.map((place) => [place.control, place]));
  return places.filter((place) => {
    const same = known.get(place.control);
    return same?.label !== place.label || same.box.x !== place.box.x || same.box.y !== place.box.y;
  });
}

/** Whether a tap meant for one place could hit this one. */
function clash(this: Place, { control, label, box }: Place): boolean {
  const width = Math.min(this.box.right, box.right) - Math.max(this.box.left, box.left);
  const height = Math.min(this.box.bottom, box.bottom) - Math.max(this.box.top, box.top);
  return width > LEAST_PX && height > LEAST_PX && (this.control !== control || this.label !== label);
}
