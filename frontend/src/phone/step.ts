/** What the present step allows on a phone. */
import { STEPS } from "../live/protocol.generated";
import { stepOf } from "../live/steps";
import type { StepFamily } from "../live/wire";
import type { Phone } from "./phone.svelte";

/** The present step's family; undefined for a step that only a newer page knows. */
export const familyOf = (phone: Phone): StepFamily | undefined => stepOf(phone.kind)?.family;

export function allows(phone: Phone, what: keyof (typeof STEPS)[StepFamily]): boolean {
  const family = familyOf(phone);
  return family !== undefined && STEPS[family][what];
}

/** Whether others' questions may be looked at. */
export const mayLook = (phone: Phone) => !!phone.sheet?.others_visible && allows(phone, "others");
