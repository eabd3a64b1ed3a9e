import { expect, test } from "vitest";
import { fold } from "./mirror";
import { IndexedRows } from "./indexedRows";
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

/** Lists by bed, sorted by id, which record the entries that they make and the lists that they sort. */
function counted() {
  const made: string[] = [];
  const sorted: string[] = [];
  const indexed = new IndexedRows<Card, [Row & { text: string }, Place | undefined]>({
    make: (id, { text }, place) => (made.push(id), { id, text, bed: place?.bed }),
    lists: ({ bed }) => (bed ? [bed] : []),
    order: (list) => (sorted.push(list), (a, b) => (a.id < b.id ? -1 : 1)),
  });
  const update = (view: View) => {
    made.length = sorted.length = 0;
    return indexed.update(view.questions as never, view.places as never);
  };
  return { update, made, sorted, indexed };
}
const texts = (list: readonly Card[] | undefined) => list?.map(({ text }) => text);

test("an entry is in its lists in their order, and one that belongs to no list is in none", () => {
  const { update, indexed } = counted();
  const view = hall(5);
  const lists = update(fold(view, { cut: { places: ["q4"] } }));
  expect([texts(lists.a), texts(lists.b), texts(lists.c)]).toEqual([["0", "3"], ["1"], ["2"]]);
  expect(indexed.one("q4")?.text).toBe("4");
});

test.each([300, 6_000])("one question among %i makes one entry and sorts one list", (count) => {
  const { update, made, sorted } = counted();
  const view = hall(count);
  const before = update(view);
  const put = { questions: { new: { text: "new" } as Row }, places: { new: { bed: "b" } as Row } };
  const after = update(fold(view, { put }));
  expect([made, sorted]).toEqual([["new"], ["b"]]);
  expect(after.a).toBe(before.a);
  expect(after.b).toHaveLength(before.b!.length + 1);
});

test("an entry that is moved changes lists; the rest stay the same objects", () => {
  const { update, made, sorted } = counted();
  const view = hall(6);
  const before = update(view);
  const after = update(fold(view, { put: { places: { q0: { bed: "b" } as Row } } }));
  expect([texts(after.a), texts(after.b)]).toEqual([["3"], ["0", "1", "4"]]);
  expect([made, sorted.toSorted()]).toEqual([["q0"], ["a", "b"]]);
  expect(after.b?.[1]).toBe(before.b?.[0]);
  expect(after.c).toBe(before.c);
});

test("the entry of a cut row is removed, and so is a list that becomes empty", () => {
  const { update, indexed } = counted();
  const view = hall(3);
  update(view);
  const after = update(fold(view, { cut: { questions: ["q0"], places: ["q0"] } }));
  expect(Object.keys(after)).toEqual(["b", "c"]);
  expect(indexed.one("q0")).toBeUndefined();
});

test("no entry is made while no row has changed, and an earlier view can be given again", () => {
  const { update, made } = counted();
  const view = hall(6);
  const before = update(view);
  expect(update({ ...view })).toBe(before);
  expect(made).toEqual([]);
  update(fold(view, { put: { places: { q0: { bed: "b" } as Row } } }));
  expect(texts(update(view).a)).toEqual(["0", "3"]);
});
