import type { Live } from "../live/live.svelte";
import type { Waiting } from "../live/outbox";
import type { DisconnectReason } from "../live/socket";
import type { OwnTables, Role, Tables } from "../live/wire";

export interface LiveState {
  view: Tables[Role];
  mine?: OwnTables;
  waiting?: Waiting[];
  online?: boolean;
  ready?: boolean;
  bye?: DisconnectReason;
  unsaved?: boolean;
  statement?: boolean;
}

/** Puts a state that was made by hand into a screen's live view. */
export const put = <R extends Role>(live: Live<R>, state: LiveState): Live<R> =>
  Object.assign(live, { online: true, ready: true, ...state });
