import { expect, test, vi } from "vitest";
import type { SuggestionRow } from "../../live/wire";
import { UNSEEN_MS } from "../../pieces/tapGuard";
import type { Card } from "../cards.svelte";
import { NO_FLAGS } from "../flags";
import { Suggestions } from "./suggestions.svelte";

const PITFALLS = ["a", "b"].map((id, n) => ({ id, number: n + 1 }));
const row = (first: string): SuggestionRow => ({
  first,
  first_p: 0.9,
  second: null,
  second_p: 0,
  has_second: false,
  certain: true,
  because: { kind: "words", words: [], text: "" },
  alike: [],
});
const CARD = { id: "q", text: "Hvem ejer effekten?", pitfall: null, flags: NO_FLAGS } as Card;

/** Suggestions whose rows a test sets as it goes on, as deltas do. */
function following() {
  let rows = $state.raw<Record<string, SuggestionRow>>({});
  let shown = $state.raw<{ text: string }[]>([]);
  const live = { table: () => rows, one: () => ({ state: "on", semantic: true }) };
  const cards = {
    get shown() {
      return shown;
    },
  };
  const suggestions = new Suggestions({ live, cards, pitfalls: PITFALLS } as never);
  return {
    suggestions,
    put: (more: Record<string, SuggestionRow>) => (rows = more),
    onBoard: (...texts: string[]) => (shown = texts.map((text) => ({ text }))),
  };
}
const first = (of: Suggestions, card = CARD) => of.of(card)[0]?.pitfall?.id;

test("what is offered for the selected card stays until another is selected, or its text changes", () => {
  const { suggestions, put } = following();
  put({ q: row("a") });
  suggestions.hold(CARD);
  put({ q: row("b") });
  suggestions.refresh(CARD);
  expect(first(suggestions)).toBe("a");
  expect(first(suggestions, { ...CARD, text: "Hvem ejer den nu?" })).toBe("b");
  suggestions.hold(undefined);
  expect(first(suggestions)).toBe("b");
});

test("the first suggestion that comes for the selected card is unread for a moment, and then stays", () => {
  vi.useFakeTimers({ toFake: ["performance", "Date"] });
  const { suggestions, put } = following();
  suggestions.hold(CARD);
  expect(first(suggestions)).toBeUndefined();
  put({ q: row("a") });
  suggestions.refresh(CARD);
  expect(suggestions.isUnread(CARD)).toBe(true);
  vi.advanceTimersByTime(UNSEEN_MS + 1);
  expect(suggestions.isUnread(CARD)).toBe(false);
  put({ q: row("b") });
  suggestions.refresh(CARD);
  expect(first(suggestions)).toBe("a");
  vi.useRealTimers();
});

test("a suggestion that was there before its card was selected is not unread", () => {
  const { suggestions, put } = following();
  put({ q: row("a") });
  suggestions.hold(CARD);
  suggestions.refresh(CARD);
  expect(suggestions.isUnread(CARD)).toBe(false);
});

test("a question that has left the board is no longer quoted as the reason, even where its suggestion stays", () => {
  const { suggestions, put, onBoard } = following();
  const quoting: SuggestionRow = {
    ...row("a"),
    because: { kind: "card", words: [], text: "Hvad med Mette?" },
  };
  put({ q: quoting });
  onBoard("Hvad med Mette?");
  suggestions.hold(CARD);
  expect(suggestions.because(CARD)?.text).toBe("Hvad med Mette?");
  onBoard();
  put({ q: row("b") });
  expect(first(suggestions)).toBe("a");
  expect(suggestions.because(CARD)?.text).toBe("");
  onBoard("Hvad med Mette?");
  put({ q: { ...quoting, because: { kind: "example", words: [], text: "Et eksempel" } } });
  suggestions.hold(CARD);
  expect(suggestions.because(CARD)?.text).toBe("Et eksempel");
});
