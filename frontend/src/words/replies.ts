/** The words of replies to questions, for the console and for the organiser's page. */
import { byLanguage } from "./languages";

const da = {
  reply: "Svar …",
  replyTo: (n: number) => (n === 1 ? "Svar på spørgsmålet" : `Ét svar på ${n} spørgsmål`),
  replyText: "Svaret",
  replySigned: "Hvem svarer? (må stå tomt)",
  replySignedExample: "Fx Projektkontoret",
  replyReaches:
    "Svaret kommer på Min side hos dem, der har spurgt, og hos dem, der også vil vide det. Det står i rapporten.",
  replyReplaces: "Det nye svar erstatter det, der er givet før.",
  replySend: (n: number) => (n === 1 ? "Send svaret" : `Send svaret til ${n}`),
  replySent: (n: number) => (n === 1 ? "Svaret er sendt." : `Svaret er sendt til ${n} spørgsmål.`),
  replyMend: "Ret svaret",
  replyWithdraw: "Tag svaret tilbage",
  replyWithdrawn: "Svaret er taget tilbage.",
  replyFrom: (signed: string, when: string) => (signed ? `Svar fra ${signed}, ${when}` : `Svar, ${when}`),
  replyPersonal: "Alle, der får svaret eller rapporten, kan læse det.",
  replied: "Har fået svar",
};
const en: typeof da = {
  reply: "Reply …",
  replyTo: (n) => (n === 1 ? "Reply to the question" : `One reply to ${n} questions`),
  replyText: "The reply",
  replySigned: "Who replies? (may be empty)",
  replySignedExample: "E.g. the project office",
  replyReaches:
    "The reply comes on My page of those who asked, and of those who want to know too. It is in the report.",
  replyReplaces: "The new reply replaces the one given before.",
  replySend: (n) => (n === 1 ? "Send the reply" : `Send the reply to ${n}`),
  replySent: (n) => (n === 1 ? "The reply was sent." : `The reply was sent to ${n} questions.`),
  replyMend: "Mend the reply",
  replyWithdraw: "Take the reply back",
  replyWithdrawn: "The reply was taken back.",
  replyFrom: (signed, when) => (signed ? `Reply from ${signed}, ${when}` : `Reply, ${when}`),
  replyPersonal: "Everyone who gets the reply or the report can read it.",
  replied: "Has a reply",
};
export type ReplyWords = typeof da;
export const replyWords = byLanguage<ReplyWords>({ da, en });
