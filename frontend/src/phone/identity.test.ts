import { beforeEach, expect, test } from "vitest";
import { BrowserStorage } from "../live/storage";
import { codeOf, identity } from "./identity";

beforeEach(() => localStorage.clear());

test("the page and its shell send the same hello", () => {
  const early = identity("ABC", localStorage);
  expect(early.token).toMatch(/^[0-9a-f]{32}$/);
  expect(identity("ABC", new BrowserStorage())).toEqual(early);
});

test("every session has a token of its own, and the language that was chosen in it", () => {
  localStorage.setItem("summe.XYZ.lang", "da");
  const [one, other] = [identity("ABC", localStorage), identity("XYZ", localStorage)];
  expect(one.token).not.toBe(other.token);
  expect([one.lang, other.lang]).toEqual(["en", "da"]);
});

test("a language that the screens do not have becomes English", () => {
  localStorage.setItem("summe.ABC.lang", "pl");
  expect(identity("ABC", localStorage).lang).toBe("en");
});

test.each(["/abc", "/ABC/mine"])("the code is the first part of %s", (path) => {
  expect(codeOf(path)).toBe("ABC");
});
