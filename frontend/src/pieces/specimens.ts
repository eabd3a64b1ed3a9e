import { specimen } from "../gallery/specimen";
import Leaf from "./Leaf.svelte";
import Shape from "./Shape.svelte";

const NUMBERS = [1, 2, 3, 4, 5, 6];

export const specimens = [
  ...NUMBERS.map((number) => specimen(`shape ${number}`, Shape, () => ({ number, size: 96 }))),
  ...NUMBERS.map((number) => specimen(`small shape ${number}`, Shape, () => ({ number, size: 30 }))),
  ...NUMBERS.map((number) =>
    specimen(`shape ${number} in the dark`, Shape, () => ({ number, size: 48, dark: true })),
  ),
  ...NUMBERS.map((number) =>
    specimen(`blank shape ${number}`, Shape, () => ({ number, size: 52, blank: true })),
  ),
  specimen("leaf", Leaf, () => ({ width: 180 })),
];
