import { expect, test } from "vitest";
import { STEPS } from "./protocol.generated";
import { stepOf } from "./steps";
import { shortStepName, stepName } from "../words/steps";

const numberOf = () => 3;

test("a step's name says its family and its pitfall", () => {
  expect(stepOf("walk:modstand")).toEqual({ family: "walk", pitfall: "modstand" });
  for (const family of Object.keys(STEPS)) expect(stepOf(family)).toEqual({ family, pitfall: undefined });
});

test("a step that only a newer server has is none of ours, and is named as a new one", () => {
  for (const name of ["from-the-future", "from-the-future:modstand", "", "toString"])
    expect(stepOf(name)).toBeUndefined();
  expect(stepName("from-the-future", "en", numberOf)).toBe("New step");
});

test("a walk is named with its pitfall's number, and short names stand in for long ones", () => {
  expect(stepName("walk:modstand", "da", numberOf)).toBe("Faldgrube 3");
  expect(shortStepName("walk:modstand", "en", numberOf)).toBe("Pitfall 3");
  expect(shortStepName("buzz", "en", numberOf)).toBe("Buzz");
  expect(stepName("buzz", "en", numberOf)).toBe("Buzz with your neighbour");
});
