import { draggable, dropTargetForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import type { Grouping } from "./grouping.svelte";
import { isFinger } from "./longPress";

/** Attachment of a card that a mouse or pen can drag; if it is marked, all marked cards go with it. */
export const drag = (id: string) => (element: HTMLElement) =>
  draggable({ element, canDrag: () => !isFinger(), getInitialData: () => ({ id }) });

/** Attachment of a drop target for a pitfall, or for the tray (null); `over` is called when a card enters or leaves. */
export const drop =
  (grouping: Grouping, pitfall: string | null, over: (here: boolean) => void) => (element: HTMLElement) =>
    dropTargetForElements({
      element,
      onDragEnter: () => over(true),
      onDragLeave: () => over(false),
      onDrop: ({ source }) => {
        over(false);
        const id = String(source.data.id);
        grouping.place(pitfall, grouping.marks.has(id) ? grouping.marked : [id]);
      },
    });
