/**
 * The key that is meant, on any keyboard layout. Digits go by their position (`code`): on AZERTY they need Shift, and
 * on the keypad NumLock can turn them into arrows. Letters go by what is printed on them (`key`), and by their position
 * where that is not a Latin letter. A full stop without Shift goes by its position, for clickers.
 */
export function keyOf({ key, code, shiftKey }: Pick<KeyboardEvent, "key" | "code" | "shiftKey">): string {
  const keypad = /^Numpad(\d)$/.exec(code)?.[1];
  if (keypad) return keypad;
  if (key.length !== 1) return key;
  const figure = /^Digit(\d)$/.exec(code)?.[1];
  if (figure && !shiftKey && !/\d/.test(key)) return figure;
  const place = /^Key([A-Z])$/.exec(code)?.[1];
  const isForeign = /\p{L}/u.test(key) && !/\p{Script=Latin}/u.test(key);
  if (place && isForeign) return place.toLowerCase();
  if (code === "Period" && !shiftKey && !/\p{L}/u.test(key)) return ".";
  return key.toLowerCase();
}

/** Delete, or Backspace, which a Mac's keyboard has in its place. */
export const isDelete = (key: string) => key === "Delete" || key === "Backspace";
