import { prefersReducedMotion } from "svelte/motion";
import type { TransitionConfig } from "svelte/transition";
import { FLIGHT_MS } from "./landing";

const LIFT = 120 / FLIGHT_MS;
/** After the flight: a pause, then the spine wipes up. */
const SPINE = { after: 200 / FLIGHT_MS, takes: 260 / FLIGHT_MS };
const WHOLE = 1 + SPINE.after + SPINE.takes;
const FADE_MS = 200;

/** cubic-bezier(.3, 0, .1, 1): leaves softly, arrives very softly. */
export function ease(share: number): number {
  let [low, high] = [0, 1];
  for (let n = 0; n < 18; n++) {
    const at = (low + high) / 2;
    const x = 3 * (1 - at) ** 2 * at * 0.3 + 3 * (1 - at) * at ** 2 * 0.1 + at ** 3;
    if (x < share) low = at;
    else high = at;
  }
  return 3 * (1 - low) * low ** 2 + low ** 3;
}

/** A card lifts, glides from where it was, loses its tilt, and gets its spine; without a start it fades in. */
export function glide(
  node: Element,
  { from, tilt = 3 }: { from: DOMRect | undefined; tilt?: number },
): TransitionConfig {
  if (!from || prefersReducedMotion.current) return { duration: FADE_MS, css: (t) => `opacity: ${t}` };
  const to = node.getBoundingClientRect();
  const [dx, dy] = [from.left - to.left, from.top - to.top];
  return {
    duration: FLIGHT_MS * WHOLE,
    css: (t) => {
      const time = t * WHOLE;
      const flown = ease(Math.min(1, Math.max(0, (time - LIFT) / (1 - LIFT))));
      const lifted = time < LIFT ? time / LIFT : Math.min(1, 2 * (1 - flown));
      const turn = tilt * Math.min(1, (1 - flown) / 0.4);
      const spine = Math.min(1, Math.max(0, (time - 1 - SPINE.after) / SPINE.takes));
      return (
        `z-index: 5; opacity: ${Math.min(1, time / LIFT)}; ` +
        `transform: translate(${(1 - flown) * dx}px, ${(1 - flown) * dy}px) rotate(${turn}deg) scale(${1 + 0.03 * lifted}); ` +
        `box-shadow: 0 calc(34 * ${lifted} * var(--u)) calc(70 * var(--u)) rgb(28 27 34 / ${10 + 16 * lifted}%); ` +
        `--spine-up: ${spine}; --token: ${flown < 0.5 ? "#fff" : "var(--fill)"}`
      );
    },
  };
}
