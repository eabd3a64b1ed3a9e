/** The participant's own questions, sent and unsent, and what can be done with them. */
import type { Waiting } from "../live/outbox";
import type { Answer, Commands, MineRow } from "../live/wire";
import type { Phone } from "./phone.svelte";

export interface OwnQuestion {
  id: string;
  row: MineRow;
  waiting: boolean;
}

const UNSENT: Omit<MineRow, "text" | "next"> = {
  at_ms: Number.MAX_SAFE_INTEGER,
  state: "shown",
  pitfall: null,
  others: 0,
  taken_up: false,
  in_focus: false,
  follows: null,
  answer: null,
  editable: false,
  asked_by: "me",
  r: 0,
};

/** Whether it is on the board, by itself or merged: neither held back nor hidden. */
export const isOnBoard = (row: MineRow) => row.state === "shown" || row.state === "merged";

/** The poll answers that have not been acknowledged, by the question they are about. */
export function pollAnswers(waiting: Waiting[]): Map<string, Answer> {
  const given = new Map<string, Answer>();
  for (const one of waiting)
    if (one.do === "answer_poll" && one.args.answer !== "listened")
      given.set(one.args.question_id, one.args.answer);
  return given;
}

/** The arguments of the newest command of a kind that has not been acknowledged, by the question it is about. */
function latest<C extends "edit_question" | "propose_pitfall" | "share_question" | "withdraw_question">(
  waiting: Waiting[],
  command: C,
): Map<string, Commands[C]> {
  const args = waiting.filter((one) => one.do === command).map((one) => one.args as Commands[C]);
  return new Map(args.map((one) => [one.question_id, one]));
}

/**
 * Own questions, newest first: with those that are not yet sent, without those being withdrawn or left to the neighbour,
 * and with what else waits to be sent about them, so that nothing on a card moves when the server acknowledges it.
 */
export function ownQuestions(phone: Phone): OwnQuestion[] {
  const { waiting } = phone.live;
  const mine = phone.live.table("mine");
  const edits = latest(waiting, "edit_question");
  const proposals = latest(waiting, "propose_pitfall");
  const shares = latest(waiting, "share_question");
  const gone = latest(waiting, "withdraw_question");
  const answers = pollAnswers(waiting);
  const unsent = waiting
    .filter((one) => one.do === "ask_question")
    .filter(({ id }) => !mine[id])
    .map(({ id, args: { text, follows = null } }) => ({
      id,
      row: { ...UNSENT, text, follows, next: follows !== null },
    }));
  const sent = Object.entries(mine)
    .map(([id, row]) => ({ id, row }))
    .sort((a, b) => b.row.at_ms - a.row.at_ms);
  return [...unsent.reverse(), ...sent]
    .filter(({ id, row }) => !gone.has(id) && !(shares.has(id) && row.asked_by === "neighbour"))
    .map(({ id, row }) => ({
      id,
      row: {
        ...row,
        text: edits.get(id)?.text ?? row.text,
        answer: answers.get(id) ?? row.answer,
        proposed: proposals.get(id)?.pitfall ?? row.proposed,
        asked_by: shares.has(id) ? (shares.get(id)!.shared ? "us" : "me") : row.asked_by,
      },
      waiting: edits.has(id) || !mine[id],
    }));
}

/** Take back a question that was never sent, and with it the proposal of its pitfall. */
function takeBack(phone: Phone, id: string): boolean {
  const unsent = phone.live.takeBack(id);
  if (unsent)
    for (const one of phone.live.waiting)
      if (one.do === "propose_pitfall" && one.args.question_id === id) phone.live.takeBack(one.id);
  return unsent;
}

/** Open an own question in the text box; one that was never sent becomes the draft again. */
export function edit(phone: Phone, { id, row }: OwnQuestion) {
  if (!phone.drafts.new && takeBack(phone, id)) {
    phone.draft("new", row.text);
    phone.write("new");
  } else {
    if (!phone.drafts[id]) phone.draft(id, row.text);
    phone.write(id);
  }
}

/** Withdraw a question; one that was never sent is only removed here. */
export function withdraw(phone: Phone, { id }: OwnQuestion) {
  phone.dropDraft(id);
  if (!takeBack(phone, id)) void phone.live.ask("withdraw_question", { question_id: id });
}

/** Make a question the pair's, or no longer so. */
export function share(phone: Phone, { id, row }: OwnQuestion) {
  void phone.live.ask("share_question", { question_id: id, shared: row.asked_by === "me" });
}

/** Go on with a rejected text (`lost.…`): it becomes the draft, and the present draft takes its place. */
export function resume(phone: Phone, name: string) {
  const { [name]: lost, new: present } = phone.drafts;
  if (!lost) return;
  phone.draft(name, present?.text ?? "", present);
  phone.draft("new", lost.text, lost);
  phone.write("new");
}
