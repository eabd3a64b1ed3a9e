import type { Answer } from "../../live/wire";
import { isOnBoard, ownQuestions, pollAnswers, type OwnQuestion } from "../ownQuestions";
import type { Phone } from "../phone.svelte";

export interface Asked {
  id: string;
  text: string;
  pitfall: string | null;
  taken_up: boolean;
  answer: Answer | null;
}
export interface PollState {
  /** What is asked about: own questions that the board may show, or for those who have none, the ones they supported. */
  asked: Asked[];
  own: boolean;
  finished: boolean;
  /** The id of the question that a next one follows; "" for those who are asked about none of their own. */
  follows: string;
  next: OwnQuestion | undefined;
}

/** This phone's progress in the poll; an answer counts from the tap on, before the server has it. */
export function pollOf(phone: Phone): PollState {
  const own = ownQuestions(phone);
  const burning = own
    .filter((one) => !one.row.next && isOnBoard(one.row) && phone.live.table("mine")[one.id])
    .reverse();
  const given = pollAnswers(phone.live.waiting);
  const listens = phone.live.waiting.some(
    (one) => one.do === "answer_poll" && one.args.answer === "listened",
  );
  const asked = burning.length
    ? burning.map(({ id, row }) => ({ id, ...row }))
    : Object.entries(phone.live.table("supported")).map(([id, row]) => ({
        ...row,
        id,
        taken_up: false,
        answer: given.get(id) ?? row.answer,
      }));
  const answered = asked.length > 0 && asked.every((one) => one.answer);
  const listened = phone.live.one("me")?.listened || listens;
  return {
    asked,
    own: burning.length > 0,
    finished: answered || (!burning.length && !!listened),
    follows: burning[0]?.id ?? "",
    next: own.find((one) => one.row.next),
  };
}

export function answer(phone: Phone, question_id: string, answer: Answer | "listened") {
  phone.revising = null;
  for (const one of phone.live.waiting)
    if (one.do === "answer_poll" && one.args.question_id === question_id) phone.live.takeBack(one.id);
  void phone.live.ask("answer_poll", { question_id, answer });
}
