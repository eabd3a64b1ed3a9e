/** A browser that becomes the participant of a personal link, where it may have been another one before. */
import type { Phone } from "../phone.svelte";

// Nothing is imported from the shell but types: the build would divide the shell into more files, for every phone.

/** Whether this is a whole token, as a personal link carries it. */
export const isToken = (text: string) => /^[\da-f]{32}$/.test(text);

/** Whether the participant that this browser is has sent, chosen or begun nothing that could be lost. */
export function hasNothing(phone: Phone): boolean {
  const { live } = phone;
  const me = live.one("me");
  const tables = [live.table("mine"), live.table("supported")];
  const acted = !!me && (me.dot !== null || me.listened || me.side !== null);
  return !acted && !phone.unfinished && tables.every((table) => !Object.keys(table).length);
}

/**
 * Become the participant with this token, and load the page again. Drafts stay: those that edit a question which the
 * other participant does not have are kept as unsent texts of their own. To be called when no command waits.
 */
export function takePage(phone: Phone, token: string) {
  for (const [name, draft] of Object.entries(phone.drafts)) {
    if (name === "new" || name === "next" || name.startsWith("lost.")) continue;
    phone.draft(`lost.${name}`, draft.text, draft);
    phone.dropDraft(name);
  }
  try {
    // Which replies were shown here is of the participant before.
    localStorage.removeItem(`summe.${phone.code}.replies`);
    localStorage.setItem(`summe.${phone.code}.token`, token);
  } catch {
    // Where nothing can be stored, the address brings the token over the reload.
    history.replaceState(history.state, "", `${location.pathname}#token=${token}`);
  }
  location.reload();
}

/** Load the page again when a personal link is opened in this tab, or another tab has become another participant. */
export function followLinks({ code }: Phone) {
  const opened = () => location.hash.startsWith("#token=") && location.reload();
  const changed = ({ key, newValue }: StorageEvent) => {
    if (key === `summe.${code}.token` && newValue) location.reload();
  };
  addEventListener("hashchange", opened);
  addEventListener("storage", changed);
  return () => {
    removeEventListener("hashchange", opened);
    removeEventListener("storage", changed);
  };
}
