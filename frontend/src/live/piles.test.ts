import { expect, test } from "vitest";
import { fold } from "./mirror";
import { Piles } from "./piles";
import type { Row, View } from "./wire";

interface Place extends Row {
  bed: string;
}
interface Card {
  id: string;
  text: string;
  bed: string | undefined;
}
const hall = (count: number): View => ({
  questions: Object.fromEntries(Array.from({ length: count }, (_, n) => [`q${n}`, { text: `${n}` } as Row])),
  places: Object.fromEntries(
    Array.from({ length: count }, (_, n) => [`q${n}`, { bed: "abc"[n % 3] } as Row]),
  ),
});

/** Piles by bed, sorted by id, that count what they make and lay. */
function counted() {
  const made: string[] = [];
  const sorted: string[] = [];
  const piles = new Piles<Card, [Row & { text: string }, Place | undefined]>({
    make: (id, { text }, place) => (made.push(id), { id, text, bed: place?.bed }),
    piles: ({ bed }) => (bed ? [bed] : []),
    order: (pile) => (sorted.push(pile), (a, b) => (a.id < b.id ? -1 : 1)),
  });
  const lay = (view: View) => {
    made.length = sorted.length = 0;
    return piles.lay(view.questions as never, view.places as never);
  };
  return { lay, made, sorted, piles };
}
const texts = (pile: readonly Card[] | undefined) => pile?.map(({ text }) => text);

test("things lie sorted in their piles, and those without a pile in none", () => {
  const { lay, piles } = counted();
  const view = hall(5);
  const laid = lay(fold(view, { cut: { places: ["q4"] } }));
  expect([texts(laid.a), texts(laid.b), texts(laid.c)]).toEqual([["0", "3"], ["1"], ["2"]]);
  expect(piles.one("q4")?.text).toBe("4");
});

test.each([300, 6_000])("one question among %i makes one thing and touches one pile", (count) => {
  const { lay, made, sorted } = counted();
  const view = hall(count);
  const before = lay(view);
  const put = { questions: { new: { text: "new" } as Row }, places: { new: { bed: "b" } as Row } };
  const after = lay(fold(view, { put }));
  expect([made, sorted]).toEqual([["new"], ["b"]]);
  expect(after.a).toBe(before.a);
  expect(after.b).toHaveLength(before.b!.length + 1);
});

test("one that is moved leaves its pile and comes into the other; the rest stay the same objects", () => {
  const { lay, made, sorted } = counted();
  const view = hall(6);
  const before = lay(view);
  const after = lay(fold(view, { put: { places: { q0: { bed: "b" } as Row } } }));
  expect([texts(after.a), texts(after.b)]).toEqual([["3"], ["0", "1", "4"]]);
  expect([made, sorted.toSorted()]).toEqual([["q0"], ["a", "b"]]);
  expect(after.b?.[1]).toBe(before.b?.[0]);
  expect(after.c).toBe(before.c);
});

test("what is cut is gone, and an empty pile with it", () => {
  const { lay, piles } = counted();
  const view = hall(3);
  lay(view);
  const after = lay(fold(view, { cut: { questions: ["q0"], places: ["q0"] } }));
  expect(Object.keys(after)).toEqual(["b", "c"]);
  expect(piles.one("q0")).toBeUndefined();
});

test("nothing is made while no row has changed, also when the picture goes back", () => {
  const { lay, made } = counted();
  const view = hall(6);
  const before = lay(view);
  expect(lay({ ...view })).toBe(before);
  expect(made).toEqual([]);
  lay(fold(view, { put: { places: { q0: { bed: "b" } as Row } } }));
  expect(texts(lay(view).a)).toEqual(["0", "3"]);
});
