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

const TOKEN = "0123456789abcdef0123456789abcdef";

test("a personal link makes a new browser its participant, and leaves another participant's token", () => {
  location.hash = `#token=${TOKEN}`;
  expect(identity("ABC", localStorage).token).toBe(TOKEN);
  location.hash = `#token=${TOKEN.replaceAll("0", "f")}`;
  expect(identity("ABC", localStorage).token).toBe(TOKEN);
  location.hash = "";
});

test.each(["#token=", `#token=${TOKEN.slice(1)}`, `#token=${TOKEN}0`, "#token=<script>", `#key=${TOKEN}`])(
  "a link that is cut off or altered, as by %s, is no token",
  (hash) => {
    location.hash = hash;
    expect(identity("ABC", localStorage).token).toMatch(/^[0-9a-f]{32}$/);
    expect(localStorage.getItem("summe.ABC.token")).not.toContain(TOKEN.slice(1));
    location.hash = "";
  },
);
