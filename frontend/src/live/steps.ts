/** Names of steps, parsed; the table of steps is generated from the server's. */
import { STEPS, type StepFamily } from "./protocol.generated";

export interface Step {
  family: StepFamily;
  /** The id of the pitfall that a walk is about. */
  pitfall: string | undefined;
}
/** A step's name, as the server writes it: a family, and for a walk its pitfall. */
export type StepName = StepFamily | `${StepFamily}:${string}`;

const isFamily = (name: string): name is StepFamily => Object.hasOwn(STEPS, name);

/** The step with this name; undefined for one that a newer server has and this page does not know. */
export function stepOf(name: string): Step | undefined {
  const [family = "", pitfall] = name.split(":");
  return isFamily(family) ? { family, pitfall } : undefined;
}
