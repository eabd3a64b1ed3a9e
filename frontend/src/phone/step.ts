/** What the step where the room stands allows a phone. */
import { STEPS } from "../live/protocol.generated";
import { stepOf } from "../live/steps";
import type { StepFamily } from "../live/wire";
import type { Phone } from "./phone.svelte";

/** Where people look at their phones or write on them; elsewhere a phone may go dark in its owner's pocket. */
export const STAYS_AWAKE: Record<StepFamily, boolean> = {
  lobby: false,
  overview: false,
  buzz: true,
  collect: true,
  group: false,
  walk: false,
  summary: false,
  momentum: true,
  poll: true,
  done: false,
};

/** Undefined at a step that only a newer page knows. */
export const familyOf = (phone: Phone): StepFamily | undefined => stepOf(phone.kind)?.family;

export function allows(phone: Phone, what: keyof (typeof STEPS)[StepFamily]): boolean {
  const family = familyOf(phone);
  return family !== undefined && STEPS[family][what];
}

/** Whether others' questions may be looked at. */
export const mayLook = (phone: Phone) => !!phone.sheet?.others_visible && allows(phone, "others");
