import { randomId } from "../live/outbox";
import type { Phone } from "./phone.svelte";
import { allows } from "./step";

/**
 * Send a draft as a new question, a next one, or an edit. After a new one the page that asks where it belongs opens at
 * once: if it opened on the server's answer, a tap meant for the page before could hit it.
 *
 * A text begun before this phone knew that submissions had closed counts as begun before that: the news and the server's
 * time come to a phone a little late.
 */
export function send(phone: Phone, name: string, text: string, follows: string) {
  const { begun_at_ms: begun = phone.live.now() } = phone.drafts[name] ?? {};
  const begun_at_ms = Math.round(Math.min(begun, phone.gates?.closed_at_ms ?? Infinity));
  const id = randomId();
  phone.dropDraft(name);
  if (name === "new" && allows(phone, "proposals")) phone.show("where", id);
  else phone.show("step");
  if (name === "next") void phone.live.ask("ask_question", { text, follows }, id);
  else if (name === "new") void phone.live.ask("ask_question", { text, begun_at_ms }, id);
  else void phone.live.ask("edit_question", { question_id: name, text }, id);
}
