import type { Waiting } from "../live/outbox";
import type { MineRow } from "../live/wire";
import type { Phone } from "./phone.svelte";

export interface OwnQuestion {
  id: string;
  row: MineRow;
  waiting: boolean;
}

/** Own questions, newest first, those still on their way included. */
export function ownQuestions(phone: Phone): OwnQuestion[] {
  const mine = phone.live.table<MineRow>("mine");
  const edits = new Map(
    phone.live.waiting.filter((one) => one.do === "edit_question").map((one) => [one.args.question_id, one]),
  );
  const sent = Object.entries(mine).map(([id, row]) => {
    const edit = edits.get(id);
    return { id, row: edit ? { ...row, text: String(edit.args.text) } : row, waiting: edit !== undefined };
  });
  const unsent = phone.live.waiting.filter((one) => one.do === "ask_question" && !mine[one.id]);
  return [
    ...unsent.map((one) => ({ id: one.id, row: unsentRow(one), waiting: true })).reverse(),
    ...sent.sort((a, b) => b.row.at_ms - a.row.at_ms),
  ];
}

function unsentRow(waiting: Waiting): MineRow {
  return {
    text: String(waiting.args.text),
    at_ms: Number.MAX_SAFE_INTEGER,
    state: "shown",
    pitfall: null,
    others: 0,
    taken_up: false,
    in_focus: false,
    next: waiting.args.follows !== undefined,
    follows: null,
    answer: null,
    editable: false,
  };
}

/** Send the draft: as the edit it began as, else as a new question, or the next one after `follows`. */
export function send(phone: Phone, follows?: string) {
  const text = phone.draft.trim();
  if (!text) return;
  if (phone.editing) void phone.live.ask("edit_question", { question_id: phone.editing, text });
  else {
    const begun = phone.begunAt === null ? {} : { begun_at_ms: Math.round(phone.begunAt) };
    void phone.live.ask("ask_question", follows === undefined ? { text, ...begun } : { text, follows });
  }
  phone.stopWriting();
  phone.write("");
}

export function edit(phone: Phone, { id, row }: OwnQuestion) {
  phone.editing = id;
  phone.write(row.text);
  phone.writing = true;
}

/** Take a question back; one that never left this phone is simply forgotten. */
export function withdraw(phone: Phone, { id }: OwnQuestion) {
  const unsent = !phone.live.table("mine")[id];
  if (unsent && !phone.live.online) phone.live.forget(id);
  else void phone.live.ask("withdraw_question", { question_id: id });
}
