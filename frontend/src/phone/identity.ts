/** Which session this phone is in, and as which participant. */
import { randomId } from "../live/outbox";
import { languageOf } from "../words/languages";

export const codeOf = (path: string) => path.split("/")[1]?.toUpperCase() ?? "";

/** The participant on this phone, in this session: the token that was made here, and the language. */
export function identity(code: string, storage: Pick<Storage, "getItem" | "setItem">) {
  const lang = languageOf(storage.getItem(`summe.${code}.lang`) ?? navigator.language);
  let token = storage.getItem(`summe.${code}.token`);
  if (!token) storage.setItem(`summe.${code}.token`, (token = randomId()));
  return { role: "phone" as const, token, lang };
}
