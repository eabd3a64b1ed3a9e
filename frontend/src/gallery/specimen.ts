import type { Component } from "svelte";
import { STEPS } from "../live/protocol.generated";
import type { StepFamily } from "../live/wire";

/** A component in one state. Each screen's folder keeps its own list of them, in specimens.ts. */
export interface Specimen {
  name: string;
  // Components take props of every kind; `specimen` checks that they fit.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  piece: Component<any>;
  /** Called when the specimen is drawn, because props may hold objects that run, such as a console's state. */
  props: () => Record<string, unknown>;
  /** The size of its iframe in pixels; undefined for a component that needs none. */
  width?: number;
  height?: number;
}

/** Makes a specimen of a list; its types check that the props fit the component. */
export function specimen<Props extends Record<string, unknown>>(
  name: string,
  piece: Component<Props>,
  props: () => NoInfer<Props>,
  size: Pick<Specimen, "width" | "height"> = {},
): Specimen {
  return { name, piece, props, ...size };
}

/** In the order of the arc: the specimens of each step, or the step as it stands in a plain room where there are none. */
export const ofEveryStep = (
  specimens: Partial<Record<StepFamily, Specimen[]>>,
  plain: (step: StepFamily) => Specimen,
): Specimen[] => (Object.keys(STEPS) as StepFamily[]).flatMap((step) => specimens[step] ?? [plain(step)]);
