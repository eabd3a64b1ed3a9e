import { expect, test } from "vitest";
import { BrowserStorage } from "./storage";

const FULL = {
  length: 0,
  key: () => null,
  getItem: () => null,
  setItem: () => {
    throw new DOMException("full", "QuotaExceededError");
  },
  removeItem: () => undefined,
};

const broken = () => {
  throw new DOMException("broken", "UnknownError");
};
const BROKEN = {
  get length() {
    return broken();
  },
  key: broken,
  getItem: broken,
  setItem: broken,
  removeItem: broken,
};

test.each([
  ["full", FULL],
  ["broken", BROKEN],
  ["forbidden", null],
])("where storage is %s, values are kept as long as the page is open", (_, store) => {
  const storage = new BrowserStorage(store);
  storage.setItem("a.b", "c");
  expect(storage.getItem("a.b")).toBe("c");
  expect(storage.forgets).toBe(true);
  expect(storage.keys("a.")).toEqual(["a.b"]);
  expect(storage.drop("a.b")).toBe(true);
  expect(storage.drop("a.b")).toBe(false);
});
