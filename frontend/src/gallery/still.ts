import type { Live } from "../live/live.svelte";
import type { Waiting } from "../live/outbox";
import type { Goodbye } from "../live/socket";
import type { OwnTables, Role, Tables } from "../live/wire";

export interface Stand {
  view: Tables[Role];
  mine?: OwnTables;
  waiting?: Waiting[];
  online?: boolean;
  ready?: boolean;
  bye?: Goodbye;
  unsaved?: boolean;
}

/** A room given by hand, where no line is opened: nothing comes or goes. */
export const put = <R extends Role>(live: Live<R>, stand: Stand): Live<R> =>
  Object.assign(live, { online: true, ready: true, ...stand });
