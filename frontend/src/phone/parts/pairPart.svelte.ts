/** The part by which neighbours link their phones. Few run sheets ask for it, so it is fetched for those only. */
import { fetchPart } from "../fetchPart";
import type { Phone } from "../phone.svelte";

let part = $state.raw<typeof import("./Pair.svelte")>();

/** Its component, once it is fetched. */
export const pairPart = () => part?.default;

/** Fetch it where the run sheet asks for it, long before the step, so that entering the step fetches nothing. */
export function fetchPairPart(phone: Phone) {
  if (phone.sheet?.pairs)
    void fetchPart(phone, () => import("./Pair.svelte")).then((fetched) => (part = fetched));
}
