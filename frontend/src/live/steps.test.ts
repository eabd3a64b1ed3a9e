import { expect, test } from "vitest";
import { STEPS } from "./protocol.generated";
import { stepOf } from "./steps";
import { stepName } from "../words/steps";

const nameOf = (pitfall: string) => (pitfall === "modstand" ? "Modstand" : undefined);

test("a step's name is split into its family and its pitfall", () => {
  expect(stepOf("walk:modstand")).toEqual({ family: "walk", pitfall: "modstand" });
  for (const family of Object.keys(STEPS)) expect(stepOf(family)).toEqual({ family, pitfall: undefined });
});

test("a step that only a newer server has is undefined, and is called a new step", () => {
  for (const name of ["from-the-future", "from-the-future:modstand", "", "toString"])
    expect(stepOf(name)).toBeUndefined();
  expect(stepName("from-the-future", "en", nameOf)).toBe("New step");
});

test("a walk is called by its pitfall's short name, and other steps by their own", () => {
  expect(stepName("walk:modstand", "da", nameOf)).toBe("Modstand");
  expect(stepName("walk:removed", "en", nameOf)).toBe("Pitfall");
  expect(stepName("buzz", "en", nameOf)).toBe("Buzz round");
});
