import type { Component } from "svelte";

/** A piece in one state. Each screen's folder keeps its own list of them, in specimens.ts. */
export interface Specimen {
  name: string;
  // Pieces take props of every kind; each list's own helper sees to it that they fit.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  piece: Component<any>;
  /** Made when it is drawn: what they hold may be alive. */
  props: () => Record<string, unknown>;
  /** The window it needs, in pixels, where it does not have a size by itself. */
  width?: number;
  height?: number;
}

/** For a list: the piece with props that fit it. */
export function specimen<Props extends Record<string, unknown>>(
  name: string,
  piece: Component<Props>,
  props: () => NoInfer<Props>,
  size: Pick<Specimen, "width" | "height"> = {},
): Specimen {
  return { name, piece, props, ...size };
}
