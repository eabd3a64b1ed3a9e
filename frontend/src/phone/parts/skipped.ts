import type { PitfallRow } from "../../live/wire";
import type { Phone } from "../phone.svelte";

/** Whether the room went past this pitfall's walk, so that its answer was not given. */
export const isSkipped = (phone: Phone, pitfall: PitfallRow) =>
  phone.step?.skipped.some((id) => phone.pitfall(id) === pitfall);
