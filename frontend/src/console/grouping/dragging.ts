import { draggable, dropTargetForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import type { Grouping } from "./grouping.svelte";

/** A card that can be picked up; what is marked comes along. */
export const drag = (id: string) => (element: HTMLElement) =>
  draggable({ element, getInitialData: () => ({ id }) });

/** A place to put cards down; `over` hears whether one hovers here. */
export const drop =
  (grouping: Grouping, pitfall: string | null, over: (here: boolean) => void) => (element: HTMLElement) =>
    dropTargetForElements({
      element,
      onDragEnter: () => over(true),
      onDragLeave: () => over(false),
      onDrop: ({ source }) => {
        over(false);
        const id = String(source.data.id);
        const { marked } = grouping;
        grouping.place(pitfall, marked.includes(id) ? marked : [id]);
      },
    });
