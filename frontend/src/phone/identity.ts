/** The session's code in this phone's address, and the participant's token in that session. */
import { randomId } from "../live/outbox";
import { languageOf } from "../words/languages";

export const codeOf = (path: string) => path.split("/")[1]?.toUpperCase() ?? "";

/** The token in the fragment of a personal link, as it is written there; undefined where there is none. */
export const linked = (hash: string) => hash.split("#token=")[1];

/**
 * The phone's part of the hello: its role, the token, and the language. On the first visit the token is that of the
 * personal link that was opened, or else is made. A token that this browser has already stays; parts/WhichPage.svelte asks.
 */
export function identity(code: string, storage: Pick<Storage, "getItem" | "setItem">) {
  const lang = languageOf(storage.getItem(`summe.${code}.lang`) ?? navigator.language);
  let token = storage.getItem(`summe.${code}.token`);
  if (!token) {
    const given = linked(location.hash) ?? "";
    storage.setItem(`summe.${code}.token`, (token = /^[\da-f]{32}$/.test(given) ? given : randomId()));
  }
  return { role: "phone" as const, token, lang };
}
