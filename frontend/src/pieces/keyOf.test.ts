import { expect, test } from "vitest";
import { clickerKey } from "./clicker";
import { keyOf } from "./keyOf";

const pressed = (code: string, key: string, shiftKey = false) => keyOf({ code, key, shiftKey });

test.each([
  ["Danish", "Digit2", "2", "2"],
  ["French", "Digit2", "é", "2"],
  ["French", "Digit6", "-", "6"],
  ["French", "Digit0", "à", "0"],
  ["Czech", "Digit4", "č", "4"],
  ["a digit without a code, as from a virtual keyboard", "", "3", "3"],
])("a digit goes by its position: %s", (_, code, key, meant) => expect(pressed(code, key)).toBe(meant));

test("with Shift a digit's key is what its character says", () => {
  expect(pressed("Digit1", "1", true)).toBe("1");
  expect(pressed("Digit1", "!", true)).toBe("!");
});

test.each([
  ["Numpad1", "End"],
  ["Numpad3", "PageDown"],
  ["Numpad0", "Insert"],
  ["Numpad5", "Clear"],
])("the keypad's %s is a digit where NumLock makes it %s", (code, key) =>
  expect(pressed(code, key)).toBe(code.slice(-1)),
);

test.each([
  ["French", "KeyQ", "a", "a"],
  ["French", "Semicolon", "m", "m"],
  ["French", "KeyM", ",", ","],
  ["German", "KeyY", "z", "z"],
  ["Danish", "Semicolon", "æ", "æ"],
  ["with Caps Lock", "KeyB", "B", "b"],
  ["Greek", "KeyV", "ω", "v"],
  ["Russian", "KeyN", "т", "n"],
])("a letter goes by its character, and by its position where it is not Latin: %s", (_, code, key, meant) =>
  expect(pressed(code, key)).toBe(meant),
);

test.each([
  ["Danish", "Period", ".", false, "."],
  ["French, from a clicker", "Period", ":", false, "."],
  ["French, typed", "Comma", ".", true, "."],
  ["Dvorak", "Period", "v", false, "v"],
  ["Danish, a colon", "Period", ":", true, ":"],
])("a full stop is recognised on any layout: %s", (_, code, key, shift, meant) =>
  expect(pressed(code, key, shift)).toBe(meant),
);

test("all keys that clickers send for next stand for Page Down, and those for back for Page Up", () => {
  for (const key of ["PageDown", "ArrowRight", "ArrowDown", " ", "Enter", "n"])
    expect(clickerKey(key)).toBe("PageDown");
  for (const key of ["PageUp", "ArrowLeft", "ArrowUp", "p", "Backspace"])
    expect(clickerKey(key)).toBe("PageUp");
  expect(clickerKey("x")).toBeUndefined();
});
