import { beforeEach, expect, test } from "vitest";
import { BrowserStorage } from "../live/storage";
import { putDraft, readDrafts } from "./drafts";

const HOUR_MS = 3_600_000;
const storage = new BrowserStorage(localStorage);
beforeEach(() => localStorage.clear());

test("a draft comes back under its name, in its own session only", () => {
  putDraft(storage, "ABC", "lost.7", { text: "Hvem?", at: 0, refused: "closed" });
  expect(readDrafts(storage, "ABC", HOUR_MS)).toEqual({
    "lost.7": { text: "Hvem?", at: 0, refused: "closed" },
  });
  expect(readDrafts(storage, "XYZ", HOUR_MS)).toEqual({});
});

test("a draft that has not been changed for a day is dropped, whichever session is opened", () => {
  putDraft(storage, "ABC", "new", { text: "Hvem?", at: 0 });
  expect(readDrafts(storage, "XYZ", 25 * HOUR_MS)).toEqual({});
  expect(localStorage.length).toBe(0);
});

test("a draft that cannot be read is dropped, and nothing else is", () => {
  localStorage.setItem("summe.ABC.draft.new", "no JSON");
  localStorage.setItem("summe.ABC.token", "kept");
  expect(readDrafts(storage, "ABC")).toEqual({});
  expect(localStorage.length).toBe(1);
});
