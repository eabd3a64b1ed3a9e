import { expect, test, vi } from "vitest";
import { BrowserStorage } from "./storage";
import { TypedTexts } from "./typedTexts";

/** A browser's storage, in memory. */
function inMemory() {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (n: number) => [...kept.keys()][n] ?? null,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

test("a half-written text is kept over a reload, for its own session only, until it is dropped", () => {
  const store = inMemory();
  const typed = () => new TypedTexts("ABC234", new BrowserStorage(store));
  typed().keep("room.1", { text: "Hvem ejer", pitfall: null });
  expect(typed().names("room.")).toEqual(["room.1"]);
  expect(typed().get("room.1")).toEqual({ text: "Hvem ejer", pitfall: null });
  expect(new TypedTexts("XYZ234", new BrowserStorage(store)).names("")).toEqual([]);
  typed().drop("room.1");
  expect(store.length).toBe(0);
});

test("a text older than a day, or one that cannot be read, is dropped, and nothing else is", () => {
  const store = inMemory();
  vi.useFakeTimers();
  new TypedTexts("ABC234", new BrowserStorage(store)).keep("room.1", "gammel");
  vi.advanceTimersByTime(86_400_001);
  store.setItem("summe.ABC234.typed.room.2", "{");
  store.setItem("summe.ABC234.draft.new", "en telefons");
  new TypedTexts("XYZ234", new BrowserStorage(store)).keep("room.3", "ny");
  vi.useRealTimers();
  expect([...Array(store.length).keys()].map(store.key).sort()).toEqual([
    "summe.ABC234.draft.new",
    "summe.XYZ234.typed.room.3",
  ]);
});

test("without storage a text is kept for as long as the page is open", () => {
  const typed = new TypedTexts("ABC234", new BrowserStorage(null));
  typed.keep("pitfalls.new", "Tempo");
  expect(typed.get("pitfalls.new")).toBe("Tempo");
});
