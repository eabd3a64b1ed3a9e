import type { Command, ConsoleFlagsRow, QuestionFlag } from "../live/wire";
import type { ConsoleState } from "./console.svelte";

type SetFlag = (app: Pick<ConsoleState, "ask">, question_id: string, value: boolean) => Promise<boolean>;
/** The command that sets or clears each flag of a question. */
export const SET_FLAG: Record<QuestionFlag, SetFlag> = {
  taken_up: (app, question_id, taken_up) => app.ask("mark_taken_up", { question_id, taken_up }),
  parked: (app, question_id, parked) => app.ask("park_question", { question_id, parked }),
  left_out: (app, question_id, left_out) => app.ask("leave_out", { question_id, left_out }),
};
/** The command that each flag needs, by which a console that may not send it has no button for it. */
export const FLAG_COMMANDS: Record<QuestionFlag, Command> = {
  taken_up: "mark_taken_up",
  parked: "park_question",
  left_out: "leave_out",
};
/** Those that say something of a question while it can be shown on the board, and of no other. */
export const ON_BOARD_ONLY: Record<QuestionFlag, boolean> = {
  taken_up: true,
  parked: true,
  left_out: false,
};
/** In the order of their buttons. */
export const FLAGS = Object.keys(SET_FLAG) as QuestionFlag[];

/** The flags of a question whose row of flags has not arrived: it is shown nowhere until then. */
export const NO_FLAGS: ConsoleFlagsRow = {
  state: "hidden",
  why: [],
  into: null,
  left_out: false,
  merged: 0,
  taken_up: false,
  parked: false,
  proposed: null,
  by_room: false,
  asker_held: false,
  r: 0,
};
