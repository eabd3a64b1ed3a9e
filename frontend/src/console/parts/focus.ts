import { focusInPlaceOf } from "../../pieces/clicker";

const REACHABLE = "button:not([disabled], [tabindex='-1']), input, select, textarea, a[href]";

/**
 * Attachment that keeps the focus in its place when the focused element is removed, by this console or by another one:
 * the neighbour that moved into its place gets the focus. In another step nothing is its neighbour, and a clicker's
 * Enter would press a control that has only just come, so the region itself gets the focus.
 */
export function keepFocus(region: HTMLElement): () => void {
  let trail: { parent: Element; at: number }[] = [];
  let focused: Element | null = null;
  let step: string | undefined;

  function remember(event: FocusEvent) {
    trail = [];
    step = region.dataset.step;
    focused = event.target as Element;
    for (let one = event.target as Element; one !== region && one.parentElement; one = one.parentElement)
      trail.push({ parent: one.parentElement, at: [...one.parentElement.children].indexOf(one) });
  }
  function leave(event: FocusEvent) {
    const left = event.target as Element;
    // A click beside all controls gives up the focus on purpose; removing the focused element does not.
    queueMicrotask(() => {
      if (left.isConnected && document.activeElement === document.body) trail = [];
    });
  }
  function mend() {
    if (document.activeElement !== document.body) return;
    if (trail.length && region.dataset.step !== step) return region.focus({ preventScroll: true });
    for (const { parent, at } of trail) {
      if (!parent.isConnected) continue;
      const neighbour = parent.children[Math.min(at, parent.children.length - 1)];
      const target = (neighbour && reachable(neighbour)) ?? reachable(parent);
      if (target) return focusInPlaceOf(focused)(target);
    }
  }
  const observer = new MutationObserver(mend);
  observer.observe(region, { childList: true, subtree: true });
  region.addEventListener("focusin", remember);
  region.addEventListener("focusout", leave);
  return () => {
    observer.disconnect();
    region.removeEventListener("focusin", remember);
    region.removeEventListener("focusout", leave);
  };
}

/** The first element in here that Tab reaches, else the first button, which an arrow key may reach. */
function reachable(element: Element): HTMLElement | null {
  if (element.matches(REACHABLE)) return element as HTMLElement;
  return element.querySelector<HTMLElement>(REACHABLE) ?? element.querySelector<HTMLElement>("button");
}
