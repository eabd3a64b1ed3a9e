/** The questions of a report: which of them it leaves out, and what is replied to them. */
import type { Answer, ReplyShown } from "../live/wire";
import { replyWords } from "../words/replies";
import type { Requests } from "./requests.svelte";

/** A question that counts, under its number in the report. */
export interface ReportedQuestion {
  question_id: string;
  number: number;
  text: string;
  left_out: boolean;
  /** Whether it is a new question of the end. */
  next: boolean;
  /** Whether the report has it to follow up, if it is not left out; its figure counts no one with a reply. */
  follow_up: boolean;
  answer: Answer | null;
  support: number;
  reply: ReplyShown | null;
  /** Whether it has a reply, or the question that it is merged into has one. */
  replied: boolean;
}

/** So many questions one request may reply to (`MAX_BULK_IDS` in app/core/rules/merging.py). */
const REPLIED_AT_ONCE = 80;

export class ReportQuestions {
  constructor(private readonly requests: Requests) {}

  /** The questions that count; undefined when they could not be fetched, and the notice says why. */
  of(code: string): Promise<ReportedQuestion[] | undefined> {
    return this.requests.fetch(`sessions/${code}/questions`);
  }
  leaveOut(code: string, id: string, left_out: boolean): Promise<boolean> {
    return this.requests.attempt(
      async () => void (await this.requests.send("PUT", `${pathOf(code, id)}/left-out`, { left_out })),
    );
  }
  /** Reply to questions; the notice says to how many. */
  reply(code: string, ids: string[], text: string, signed: string): Promise<boolean> {
    const done = replyWords(this.requests.language).replySent(ids.length);
    return this.requests.attempt(async () => {
      for (let n = 0; n < ids.length; n += REPLIED_AT_ONCE) {
        const part = { question_ids: ids.slice(n, n + REPLIED_AT_ONCE), text, signed };
        await this.requests.send("PUT", `sessions/${code}/replies`, part);
      }
      this.requests.say(done);
    });
  }
  withdrawReply(code: string, id: string): Promise<boolean> {
    return this.requests.attempt(async () => {
      await this.requests.send("DELETE", `${pathOf(code, id)}/reply`);
      this.requests.say(replyWords(this.requests.language).replyWithdrawn);
    });
  }
}

const pathOf = (code: string, question_id: string) =>
  `sessions/${code}/questions/${encodeURIComponent(question_id)}`;
