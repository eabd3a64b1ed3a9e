/** A finger that rests this long on a card marks it. Browsers begin to drag or to select text a little later. */
const LONG_MS = 450;
/** A finger that has moved further than this scrolls. */
const STILL_PX = 10;

/** Whether the last pointer that went down was a finger: it drags nothing, since resting on a card marks it. */
let finger = false;
export const isFinger = () => finger;

/** Attachment that calls `act` when a finger rests on the element; the click at its end counts for nothing else. */
export const longPress = (act: () => void) =>
  function attach(element: HTMLElement) {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let from = { x: 0, y: 0 };
    let acted = false;
    const stop = () => clearTimeout(timer);
    function down(event: PointerEvent) {
      stop();
      acted = false;
      finger = event.pointerType === "touch";
      if (!finger || !event.isPrimary) return;
      from = { x: event.clientX, y: event.clientY };
      timer = setTimeout(() => {
        acted = true;
        if ("vibrate" in navigator) navigator.vibrate(12);
        act();
      }, LONG_MS);
    }
    function moved({ clientX, clientY }: PointerEvent) {
      if (Math.hypot(clientX - from.x, clientY - from.y) > STILL_PX) stop();
    }
    function click(event: Event) {
      if (!acted) return;
      acted = false;
      event.preventDefault();
      event.stopPropagation();
    }
    const menu = (event: Event) => finger && event.preventDefault();
    element.addEventListener("pointerdown", down);
    element.addEventListener("pointermove", moved);
    element.addEventListener("pointerup", stop);
    element.addEventListener("pointercancel", stop);
    element.addEventListener("click", click, true);
    element.addEventListener("contextmenu", menu);
    return () => {
      stop();
      element.removeEventListener("pointerdown", down);
      element.removeEventListener("pointermove", moved);
      element.removeEventListener("pointerup", stop);
      element.removeEventListener("pointercancel", stop);
      element.removeEventListener("click", click, true);
      element.removeEventListener("contextmenu", menu);
    };
  };
