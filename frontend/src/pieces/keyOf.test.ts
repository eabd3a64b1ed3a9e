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
  ["a figure without a code, as from a virtual keyboard", "", "3", "3"],
])("a figure counts by its place: %s", (_, code, key, meant) => expect(pressed(code, key)).toBe(meant));

test("with Shift a figure is only what is printed above it", () => {
  expect(pressed("Digit1", "1", true)).toBe("1");
  expect(pressed("Digit1", "!", true)).toBe("!");
});

test.each([
  ["Numpad1", "End"],
  ["Numpad3", "PageDown"],
  ["Numpad0", "Insert"],
  ["Numpad5", "Clear"],
])("the keypad's %s is a figure where NumLock makes it %s", (code, key) =>
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
])("a letter counts as printed, and by its place where it is not Latin: %s", (_, code, key, meant) =>
  expect(pressed(code, key)).toBe(meant),
);

test.each([
  ["Danish", "Period", ".", false, "."],
  ["French, from a clicker", "Period", ":", false, "."],
  ["French, typed", "Comma", ".", true, "."],
  ["Dvorak", "Period", "v", false, "v"],
  ["Danish, a colon", "Period", ":", true, ":"],
])("a full stop is one on any layout: %s", (_, code, key, shift, meant) =>
  expect(pressed(code, key, shift)).toBe(meant),
);

test("all that clickers send for next and back means the same", () => {
  for (const key of ["PageDown", "ArrowRight", "ArrowDown", " ", "Enter", "n"])
    expect(clickerKey(key)).toBe("PageDown");
  for (const key of ["PageUp", "ArrowLeft", "ArrowUp", "p", "Backspace"])
    expect(clickerKey(key)).toBe("PageUp");
  expect(clickerKey("x")).toBeUndefined();
});
