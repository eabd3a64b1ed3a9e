/**
 * What clickers send, by the key that they mean. Which of these a clicker has depends on its maker, and on the
 * slide programme that it was made for.
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

/** The key that this one stands for on a clicker; undefined for keys that no clicker has. */
export const clickerKey = (key: string) => CLICKERS[key];

const CONTROLS = "button, a, summary, input, select";
/** The control that has the focus because it was clicked. */
let clicked: Element | null = null;

/** Note from now on which control was clicked, and whether the focus has been elsewhere since. */
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
 * Whether Space or Enter presses the control that has the focus. One that was clicked before leaves them to the clicker,
 * which would press it again.
 */
export const pressesControl = (target: EventTarget | null, key: string) =>
  (key === " " || key === "Enter") &&
  target instanceof HTMLElement &&
  target.matches(CONTROLS) &&
  target !== clicked;
