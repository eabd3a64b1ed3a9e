import { expect, test } from "vitest";
import { Marks } from "./marks.svelte";

const LIST = ["a", "b", "c", "d", "e"];
const all = () => new Marks(() => true);

test("a range goes from the anchor in both directions, and replaces the one before it", () => {
  const marks = all();
  marks.anchorAt("c");
  marks.extend(LIST, "e");
  expect(marks.ids).toEqual(["c", "d", "e"]);
  marks.extend(LIST, "b");
  expect(marks.ids).toEqual(["b", "c"]);
});

test("a range is added to what was marked before it began", () => {
  const marks = all();
  marks.toggle("a");
  marks.anchorAt("d");
  marks.extend(LIST, "e");
  marks.extend(LIST, "d");
  expect(marks.ids).toEqual(["a", "d"]);
});

test("a range from a card that has left the list marks the other end alone, and begins there", () => {
  const marks = all();
  marks.anchorAt("x");
  marks.extend(LIST, "c");
  expect(marks.ids).toEqual(["c"]);
  marks.extend(LIST, "d");
  expect(marks.ids).toEqual(["c", "d"]);
});

test("what can no longer be marked counts as unmarked", () => {
  const gone = new Set<string>();
  const marks = new Marks((id) => !gone.has(id));
  marks.add(LIST);
  gone.add("b");
  // The rule reads no state here, so that another change has to make the marks look again.
  marks.add([]);
  expect(marks.ids).toEqual(["a", "c", "d", "e"]);
  expect(marks.has("b")).toBe(false);
});

test("marks are dropped for the cards that leave alone", () => {
  const marks = all();
  marks.add(LIST);
  marks.drop(new Set(["a", "e"]));
  expect(marks.ids).toEqual(["b", "c", "d"]);
  marks.toggle("c");
  expect(marks.ids).toEqual(["b", "d"]);
});
