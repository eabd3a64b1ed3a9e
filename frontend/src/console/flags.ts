import type { ConsoleFlagsRow, QuestionFlag } from "../live/wire";
import type { ConsoleState } from "./console.svelte";

type SetFlag = (app: Pick<ConsoleState, "ask">, question_id: string, value: boolean) => Promise<boolean>;
/** The command that sets or clears each flag of a question. */
export const SET_FLAG: Record<QuestionFlag, SetFlag> = {
  taken_up: (app, question_id, taken_up) => app.ask("mark_taken_up", { question_id, taken_up }),
  parked: (app, question_id, parked) => app.ask("park_question", { question_id, parked }),
};
/** In the order of their buttons. */
export const FLAGS = Object.keys(SET_FLAG) as QuestionFlag[];

/** The flags of a question whose row of flags has not arrived: it is shown nowhere until then. */
export const NO_FLAGS: ConsoleFlagsRow = {
  state: "hidden",
  why: [],
  into: null,
  merged: 0,
  taken_up: false,
  parked: false,
  proposed: null,
  by_room: false,
  asker_held: false,
  r: 0,
};
