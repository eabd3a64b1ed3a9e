/** A swipe is a way of at least this share of the card's width, and of at least so many pixels. */
const LEAST_SHARE = 0.25;
const LEAST_PX = 64;
/** A movement is along the card, and no scrolling, if it is this much longer sideways. */
const SIDEWAYS = 1.5;
/** Where a finger has not moved this far, it is a tap. */
const STILL_PX = 8;

export type Swipe = "left" | "right";

/** What a way of `dx` and `dy` pixels over a card of this width means; null for a tap, a scroll or a change of mind. */
export function swipeOf(dx: number, dy: number, width: number): Swipe | null {
  if (Math.abs(dx) < Math.max(LEAST_PX, width * LEAST_SHARE) || Math.abs(dx) < SIDEWAYS * Math.abs(dy))
    return null;
  return dx < 0 ? "left" : "right";
}

/** How a card follows a finger, and what is done when it is swiped. */
export interface Swiping {
  /** How far the card is from its place, in pixels, and what lifting the finger now would mean. */
  move: (by: number, means: Swipe | null) => void;
  swiped: (way: Swipe) => void;
  /** Which ways there are now; the card hardly follows the finger where there is none. */
  can: (way: Swipe) => boolean;
}

/** Attachment of a card that a finger or pen swipes to the side; up and down scroll as ever. */
export const swipe = ({ move, swiped, can }: Swiping) =>
  function attach(element: HTMLElement) {
    let begin: { id: number; x: number; y: number } | null = null;
    const lift = () => {
      begin = null;
      move(0, null);
    };
    const wayOf = (event: PointerEvent) => {
      const dx = event.clientX - begin!.x;
      const way = swipeOf(dx, event.clientY - begin!.y, element.offsetWidth);
      return { dx, way: way && can(way) ? way : null };
    };
    function down(event: PointerEvent) {
      if (event.pointerType === "mouse" || !event.isPrimary) return lift();
      begin = { id: event.pointerId, x: event.clientX, y: event.clientY };
    }
    function moved(event: PointerEvent) {
      if (event.pointerId !== begin?.id) return;
      const { dx, way } = wayOf(event);
      const follows = can(dx < 0 ? "left" : "right") ? 1 : 0.15;
      move(Math.abs(dx) < STILL_PX ? 0 : dx * follows, way);
    }
    function up(event: PointerEvent) {
      if (event.pointerId !== begin?.id) return;
      const { way } = wayOf(event);
      lift();
      if (way) swiped(way);
    }
    const listeners = { pointerdown: down, pointermove: moved, pointerup: up, pointercancel: lift };
    for (const [name, listener] of Object.entries(listeners))
      element.addEventListener(name, listener as EventListener);
    return () => {
      for (const [name, listener] of Object.entries(listeners))
        element.removeEventListener(name, listener as EventListener);
    };
  };
