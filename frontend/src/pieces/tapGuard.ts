/** A tap sooner than this after a change was not meant for what has appeared: it cannot have been seen yet. */
export const UNSEEN_MS = 350;
/** A second tap within this time and distance is meant for the same control, not for one that has come there since. */
const AGAIN_MS = 700;
const AGAIN_PX = 24;
const TAPPED = "button, a[href], [data-tapped]";
/** Controls clash only where they overlap by more than this: neighbours may touch, or shift by less. */
const LEAST_PX = 8;

interface Place {
  control: HTMLElement;
  label: string;
  box: DOMRect;
}

/**
 * Keep taps from hitting controls that they were not meant for, when a delta or the tap before changes the page: a
 * control that appears where another one was, or whose label changes, takes no tap or click for `UNSEEN_MS`. Keys are
 * not held back: they go to the element that has the focus. This lasts as long as the page. An element that can be
 * tapped and is no button or link is marked with `data-tapped`.
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
  // Controls that are moved by scrolling, or by turning the phone, have not changed.
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
 * Ignore the second of two taps in one place unless it hits the same control as the first. Only the finger's position
 * is compared, so it does not matter how the page has moved in between, as when the on-screen keyboard closes.
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
      // A mouse is quicker, and its double clicks are meant.
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

/** The controls that can be tapped now: those of the open dialog, if any. Labels are without digits, which tick. */
function look(): Place[] {
  const within = document.querySelector("dialog[open]") ?? document.body;
  return [...within.querySelectorAll<HTMLElement>(TAPPED)].map((control) => ({
    control,
    label: (control.ariaLabel ?? control.textContent).replace(/\d+/g, ""),
    box: control.getBoundingClientRect(),
  }));
}

/** The places that are not among the others with the same label and position. */
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
