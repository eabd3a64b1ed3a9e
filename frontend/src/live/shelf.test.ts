import { expect, test } from "vitest";
import { Shelf } from "./shelf";

const FULL = {
  length: 0,
  key: () => null,
  getItem: () => null,
  setItem: () => {
    throw new DOMException("full", "QuotaExceededError");
  },
  removeItem: () => undefined,
};

test.each([
  ["full", FULL],
  ["forbidden", null],
])("where storage is %s, what is kept lives as long as the page", (_, store) => {
  const shelf = new Shelf(store);
  shelf.setItem("a.b", "c");
  expect(shelf.getItem("a.b")).toBe("c");
  expect(shelf.keys("a.")).toEqual(["a.b"]);
  expect(shelf.drop("a.b")).toBe(true);
  expect(shelf.drop("a.b")).toBe(false);
});
