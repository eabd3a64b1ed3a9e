import { expect, test } from "vitest";
import { freeId } from "./freeId";

const taken = (...ids: string[]) => ids.map((id) => ({ id }));

test("a copy's id has the first free number behind that of its origin", () => {
  expect(freeId("projektjungle", taken("projektjungle"))).toBe("projektjungle-2");
  expect(freeId("projektjungle-2", taken("projektjungle", "projektjungle-2"))).toBe("projektjungle-3");
});

test("an id as long as ids may be is cut, so that its number fits", () => {
  expect(freeId("a".repeat(32), [])).toBe(`${"a".repeat(30)}-2`);
});
