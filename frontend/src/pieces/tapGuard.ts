/** Sooner than this after a change, nobody can have seen it and meant what has come. */
const UNSEEN_MS = 350;
/** Neighbours may touch, or shift by less than this, without one being taken for the other. */
const LEAST_PX = 8;
const CONTROLS = "button, a[href]";

interface Place {
  control: HTMLElement;
  label: string;
  box: DOMRect;
}

/**
 * Keeps a tap from hitting what it was not meant for, whether the room's news or the tap before has changed the
 * page: a control that comes to where another one was, or that now says something else, takes no tap or click
 * until it can have been seen. Keys are not held back: they go to what has the focus. Returns how to stop.
 */
export function guardTaps(): () => void {
  let places = look();
  let left: (Place & { at: number })[] = [];
  const guarded = new Map<HTMLElement, ReturnType<typeof setTimeout>>();

  function release(control: HTMLElement) {
    control.style.removeProperty("pointer-events");
    guarded.delete(control);
  }
  function guard(control: HTMLElement) {
    clearTimeout(guarded.get(control));
    control.style.pointerEvents = "none";
    guarded.set(
      control,
      setTimeout(() => release(control), UNSEEN_MS),
    );
  }
  function change() {
    const at = performance.now();
    const before = places;
    places = look();
    const gone = without(before, places).map((place) => ({ ...place, at }));
    const come = without(places, before);
    left = [...left.filter((place) => at - place.at < UNSEEN_MS), ...gone];
    for (const place of come)
      if ([...before, ...left].some((other) => clash(place, other))) guard(place.control);
    for (const place of places) if (gone.some((other) => clash(place, other))) guard(place.control);
  }
  /** What a scrolling finger or a turned phone moves has not changed. */
  function move() {
    places = look();
    left = [];
  }

  const observer = new MutationObserver(change);
  observer.observe(document.body, { childList: true, characterData: true, subtree: true });
  addEventListener("scroll", move, { capture: true, passive: true });
  addEventListener("resize", move);
  return () => {
    observer.disconnect();
    removeEventListener("scroll", move, { capture: true });
    removeEventListener("resize", move);
    for (const [control, timer] of guarded) {
      clearTimeout(timer);
      release(control);
    }
  };
}

/** The controls that can be tapped just now: those of the dialog, if one is open. Figures are no part of a label: they tick. */
function look(): Place[] {
  const within = document.querySelector("dialog[open]") ?? document.body;
  return [...within.querySelectorAll<HTMLElement>(CONTROLS)].map((control) => ({
    control,
    label: (control.ariaLabel ?? control.textContent).replace(/\d+/g, ""),
    box: control.getBoundingClientRect(),
  }));
}

/** Those places that are not among the others just so. */
function without(places: Place[], others: Place[]): Place[] {
  const known = new Map(others.map((place) => [place.control, place]));
  return places.filter(({ control, label, box }) => {
    const same = known.get(control);
    return !same || same.label !== label || same.box.x !== box.x || same.box.y !== box.y;
  });
}

/** Whether a tap meant for the one could hit the other. */
function clash(one: Place, other: Place): boolean {
  if (one.control === other.control && one.label === other.label) return false;
  const width = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
  const height = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
  return width > LEAST_PX && height > LEAST_PX;
}
