import { randomId } from "../live/outbox";
import type { Phone } from "./phone.svelte";
import { allows } from "./step";

/**
 * Send a draft as what it is: a new question, the next one, or an edit. Where a new one belongs is asked at once: if
 * that page opened with the server's answer, a tap meant for the page before could land on it.
 */
export function send(phone: Phone, name: string, text: string, follows: string) {
  const begun_at_ms = Math.round(phone.drafts[name]?.begun_at_ms ?? phone.live.now());
  const id = randomId();
  phone.dropDraft(name);
  if (name === "new" && allows(phone, "proposals")) phone.show("where", id);
  else phone.show("step");
  if (name === "next") void phone.live.ask("ask_question", { text, follows }, id);
  else if (name === "new") void phone.live.ask("ask_question", { text, begun_at_ms }, id);
  else void phone.live.ask("edit_question", { question_id: name, text }, id);
}
