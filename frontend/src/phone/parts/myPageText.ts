import type { Answer, PitfallRow, ReplyShown } from "../../live/wire";
import { dateIn } from "../../words/locales";
import type { StepWords } from "../stepWords.svelte";
import { isOnBoard, ownQuestions } from "../ownQuestions";
import type { Phone } from "../phone.svelte";
import { isSkipped } from "./skipped";

/** My page as plain text, for file, mail and calendar: own questions with their pitfalls and answers, next ones. */
export function myPageText(phone: Phone, words: StepWords, heading: string): string {
  const answerOf = (pitfall: PitfallRow) => (isSkipped(phone, pitfall) ? words.skipped : words.answerToday);
  const answers = (id: string | null, answer: Answer | null, unplaced = words.noAnswerToday) => {
    const pitfall = phone.pitfall(id);
    return [
      pitfall ? `${pitfall.number}. ${pitfall.title}` : unplaced,
      pitfall?.answer_title && `${answerOf(pitfall)}: ${pitfall.answer_title}`,
      ...(pitfall?.points.map((point) => `- ${point}`) ?? []),
      answer && `${words.answered}: ${words[answer]}`,
    ];
  };
  const replied = (reply: ReplyShown | undefined) =>
    reply
      ? [
          `${words.replyFrom(reply.signed, dateIn(phone.language, new Date(reply.at_ms)))}:`,
          ...reply.text.split("\n"),
        ]
      : [];
  const own = ownQuestions(phone).reverse();
  const supported = Object.values(phone.live.table("supported"));
  const parts = [
    [heading],
    ...own
      .filter(({ row }) => !row.next)
      .map(({ row }) => [
        `${row.asked_by === "me" ? words.myQuestion : words.ourQuestion}: ${row.text}`,
        ...replied(row.reply),
        ...answers(row.pitfall, row.answer, isOnBoard(row) ? undefined : words.hidden),
      ]),
    ...own
      .filter(({ row }) => row.next)
      .map(({ row }) => [`${words.pressesNow}: ${row.text}`, ...replied(row.reply)]),
    ...supported.map((row) => [
      `${words.alsoMine}: ${row.text}`,
      ...replied(row.reply),
      ...answers(row.pitfall, row.answer),
    ]),
  ];
  // Those of whom the page has nothing from the room take all its answers home.
  if (!supported.length && !own.some(({ row }) => row.next || isOnBoard(row)))
    parts.push(
      ...phone.pitfalls.map((one) => [
        `${one.number}. ${one.title}`,
        one.answer_title && `${answerOf(one)}: ${one.answer_title}`,
      ]),
    );
  return parts.map((lines) => lines.filter(Boolean).join("\n")).join("\n\n");
}
