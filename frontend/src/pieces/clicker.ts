/**
 * The keys that clickers send, each with the key that it stands for. Which of them a clicker sends depends on its
 * maker, and on the slide programme that it was made for.
 */
const CLICKERS: Partial<Record<string, string>> = {
  PageDown: "PageDown",
  ArrowRight: "PageDown",
  ArrowDown: "PageDown",
  " ": "PageDown",
  Enter: "PageDown",
  n: "PageDown",
  PageUp: "PageUp",
  ArrowLeft: "PageUp",
  ArrowUp: "PageUp",
  p: "PageUp",
  Backspace: "PageUp",
  F5: "F5",
  Escape: "Escape",
  ".": ".",
  b: "b",
};

/** The key that this one stands for on a clicker; undefined for keys that no clicker sends. */
export const clickerKey = (key: string) => CLICKERS[key];

const CONTROLS = "button, a, summary, input, select";
/** The control that has the focus because it was clicked. */
let clicked: Element | null = null;

/** Track the control that has the focus because it was clicked. Returns how to stop. */
export function watchClicks(): () => void {
  const press = ({ target }: Event) =>
    (clicked = target instanceof Element ? target.closest(CONTROLS) : null);
  const move = ({ target }: Event) => {
    if (target !== clicked) clicked = null;
  };
  document.addEventListener("pointerdown", press, true);
  document.addEventListener("focusin", move);
  return () => {
    document.removeEventListener("pointerdown", press, true);
    document.removeEventListener("focusin", move);
  };
}

/**
 * How to give the focus to another element in place of this one, which has it now: if a click gave it to this one, then
 * to the other too.
 */
export function focusInPlaceOf(from: Element | null): (to: HTMLElement | null) => void {
  const wasClicked = from !== null && from === clicked;
  return (to) => {
    to?.focus();
    if (wasClicked) clicked = to;
  };
}

/**
 * Whether Space or Enter presses the control that has the focus. It does not where a click gave it the focus: a
 * clicker, which sends these keys too, would press it again.
 */
export const pressesControl = (target: EventTarget | null, key: string) =>
  (key === " " || key === "Enter") &&
  target instanceof HTMLElement &&
  target.matches(CONTROLS) &&
  target !== clicked;
