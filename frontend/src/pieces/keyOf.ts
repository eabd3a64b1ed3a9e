/**
 * What a key means, whatever the layout. Figures count by their place, on AZERTY too, where they need Shift, and on the
 * keypad, where NumLock turns them into arrows. Letters count by what is printed on them, and by their place where that
 * is not a Latin letter. A clicker's full stop comes from its place.
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

/** Delete, as a Mac has it too, whose key for it is Backspace. */
export const isDelete = (key: string) => key === "Delete" || key === "Backspace";
