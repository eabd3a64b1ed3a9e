/** The session's code in this phone's address, and the participant's token in that session. */
import { randomId } from "../live/outbox";
import { languageOf } from "../words/languages";

export const codeOf = (path: string) => path.split("/")[1]?.toUpperCase() ?? "";

/** The phone's part of the hello: its role, the token, which is made on the first visit, and the language. */
export function identity(code: string, storage: Pick<Storage, "getItem" | "setItem">) {
  const lang = languageOf(storage.getItem(`summe.${code}.lang`) ?? navigator.language);
  let token = storage.getItem(`summe.${code}.token`);
  if (!token) storage.setItem(`summe.${code}.token`, (token = randomId()));
  return { role: "phone" as const, token, lang };
}
