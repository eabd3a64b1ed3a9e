import { prefersReducedMotion } from "svelte/motion";
import type { TransitionConfig } from "svelte/transition";
import { FLIGHT_MS } from "./landing";

const LIFT = 120 / FLIGHT_MS;
/** After the flight: a pause, then the spine grows from below; both as shares of `FLIGHT_MS`. */
const SPINE = { after: 200 / FLIGHT_MS, takes: 260 / FLIGHT_MS };
const WHOLE = 1 + SPINE.after + SPINE.takes;
const FADE_MS = 200;
/** The share of `FLIGHT_MS` after which half of the way is flown: `ease` is there after 27.5 % of its time. */
const HALF_WAY = LIFT + 0.275 * (1 - LIFT);

/** cubic-bezier(.3, 0, .1, 1): a soft start and a very soft end. */
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

interface Start {
  /** Where the question was on the screen; if undefined, it fades in. */
  from: DOMRect | undefined;
}
const FADE: TransitionConfig = { duration: FADE_MS, css: (t) => `opacity: ${t}` };
const motionless = (from: DOMRect | undefined): from is undefined => !from || prefersReducedMotion.current;

/** A flight from `from` to the node's own place: for a share of its time, its lift (0 to 1) and its CSS. */
function flight(node: HTMLElement, from: DOMRect, tilt: number) {
  const to = node.getBoundingClientRect();
  const [dx, dy] = [from.left - to.left, from.top - to.top];
  // A layer of its own above all others, so that nothing below is repainted.
  Object.assign(node.style, { willChange: "transform", zIndex: "5" });
  const arrived = () => Object.assign(node.style, { willChange: "", zIndex: "" });
  node.addEventListener("introend", arrived, { once: true });
  return (time: number) => {
    const flown = ease(Math.min(1, Math.max(0, (time - LIFT) / (1 - LIFT))));
    const lifted = time < LIFT ? time / LIFT : Math.min(1, 2 * (1 - flown));
    const turn = tilt * Math.min(1, (1 - flown) / 0.4);
    const css =
      `opacity: ${Math.min(1, time / LIFT)}; ` +
      `transform: translate(${(1 - flown) * dx}px, ${(1 - flown) * dy}px) rotate(${turn}deg) scale(${1 + 0.03 * lifted})`;
    return { lifted, css };
  };
}

/** Transition of a card: it lifts, glides from where it was, loses its tilt, and gets its spine. */
export function glide(node: HTMLElement, { from }: Start): TransitionConfig {
  if (motionless(from)) return FADE;
  const at = flight(node, from, 3);
  return {
    duration: FLIGHT_MS * WHOLE,
    css: (t) => {
      const { lifted, css } = at(t * WHOLE);
      const spine = Math.min(1, Math.max(0, (t * WHOLE - 1 - SPINE.after) / SPINE.takes));
      return (
        `${css}; --spine-up: ${spine}; ` +
        `box-shadow: 0 calc(34 * ${lifted} * var(--u)) calc(70 * var(--u)) rgb(28 27 34 / ${10 + 16 * lifted}%)`
      );
    },
  };
}

/** Transition of a leaf: it flies in white and takes its colour half way. Only transform and opacity are animated. */
export function fly(node: HTMLElement, { from }: Start): TransitionConfig {
  if (motionless(from)) return FADE;
  const at = flight(node, from, -70);
  node.animate({ "--token": ["#fff", "#fff"] }, HALF_WAY * FLIGHT_MS);
  return { duration: FLIGHT_MS, css: (t) => at(t).css };
}
