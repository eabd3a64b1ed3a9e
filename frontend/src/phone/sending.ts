import { randomId } from "../live/outbox";
import type { Phone } from "./phone.svelte";
import { allows } from "./step";

/**
 * Send a draft as a new question, a next one, or an edit. After a new one the page that asks where it belongs opens at
 * once: if it opened on the server's answer, a tap meant for the page before could hit it.
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
