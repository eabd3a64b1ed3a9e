import { expect, test } from "vitest";
import { paged, paired } from "./pages";

const q = (length: number) => ({ text: "x".repeat(length) });
const sizes = (pages: { text: string }[][]) => pages.map((page) => page.length);

test("a page of the walk has three short questions, two longer ones, or one very long", () => {
  expect(sizes(paged([q(50), q(60), q(70), q(40)]))).toEqual([3, 1]);
  expect(sizes(paged([q(50), q(150), q(70), q(40), q(30)]))).toEqual([2, 3]);
  expect(sizes(paged([q(280), q(280), q(50)]))).toEqual([1, 1, 1]);
  expect(sizes(paged([q(50), q(280)]))).toEqual([1, 1]);
});

test("a page of a narrow place has two short questions, or one longer", () => {
  expect(sizes(paired([q(50), q(60), q(70)]))).toEqual([2, 1]);
  expect(sizes(paired([q(50), q(160), q(70), q(20)]))).toEqual([1, 1, 2]);
});
