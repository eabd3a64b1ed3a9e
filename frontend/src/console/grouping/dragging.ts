import { draggable, dropTargetForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import type { Grouping } from "./grouping.svelte";

/** Attachment of a card that can be dragged; if it is marked, all marked cards go with it. */
export const drag = (id: string) => (element: HTMLElement) =>
  draggable({ element, getInitialData: () => ({ id }) });

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
        const { marked } = grouping;
        grouping.place(pitfall, marked.includes(id) ? marked : [id]);
      },
    });
