/** Run sheets as texts, as the server's API has them (`app/web/run_sheet_models.py`). */
import type { Picture } from "../../preview/shown.svelte";

export type SheetOrigin = "shipped" | "edited" | "own" | "removed";

export interface SheetEntry {
  id: string;
  title: Record<string, string>;
  languages: string[];
  origin: SheetOrigin;
  usable: boolean;
  saved_at_ms: number | null;
}

export interface FormerVersion {
  version_id: string;
  /** Null for the shipped file, as it was before the first change. */
  saved_at_ms: number | null;
}

export interface SheetText {
  id: string;
  origin: SheetOrigin;
  text: string;
  version: string;
  saved_at_ms: number | null;
  former: FormerVersion[];
}

/** The way to a value: names of keys, and numbers in lists. */
export type Key = (string | number)[];

export interface Finding {
  line: number;
  key: Key;
  found: string;
  expected: string;
  warning: boolean;
  /** Whether nothing stands where something is needed. */
  missing: boolean;
}

export interface Preview extends Picture {
  step: string;
  steps: string[];
}

export interface Checked {
  text: string;
  version: string;
  usable: boolean;
  findings: Finding[];
  /** Null where the text is no TOML. */
  data: Record<string, unknown> | null;
  /** Null where the text cannot be used. */
  preview: Preview | null;
}

export type SheetEdit =
  | { do: "put"; key: Key; value: unknown }
  | { do: "insert"; key: Key; value: unknown }
  | { do: "remove"; key: Key }
  | { do: "move_down"; key: Key };

/** Where a screen shows what stands under a key: the step, and how often *Next* was pressed in it. */
export interface Place {
  step: string;
  beat: number;
}

/** The place on the screens of what stands under a key; undefined where none shows it. */
export function placeOf(key: Key, data: Record<string, unknown>): Place | undefined {
  const [first, second, third] = key;
  switch (first) {
    case "questions":
      return { step: "collect", beat: 0 };
    case "pitfalls": {
      if (typeof second !== "number") return { step: "overview", beat: 0 };
      if (third === "short") return { step: "overview", beat: second + 1 };
      if (third === "keywords" || third === "examples") return { step: "group", beat: 0 };
      const { id } = (data.pitfalls as { id?: string }[] | undefined)?.[second] ?? {};
      return { step: `walk:${id}`, beat: third === "causes" ? 1 : third === "answer" ? 2 : 0 };
    }
    case "closing":
      return { step: "summary", beat: 0 };
    case "alone":
    case "buzz":
    case "momentum":
    case "poll":
      return { step: first, beat: 0 };
    case "minutes":
    case "notes":
      return typeof second === "string" ? { step: second, beat: 0 } : undefined;
    case "title":
    case "subtitle":
    case "occasion":
    case "accent":
    case "logo":
    case "logo_text":
      return { step: "lobby", beat: 0 };
    default:
      return undefined;
  }
}

/**
 * The changes that make one list of lines of another: those at the ends that are alike stay as they are, so that
 * comments between them do too.
 */
export function listEdits(key: Key, before: string[], after: string[]): SheetEdit[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  const least = Math.min(before.length, after.length) - head;
  while (tail < least && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const edits: SheetEdit[] = [];
  const [last, wanted] = [before.length - tail, after.length - tail];
  for (let n = head; n < Math.min(last, wanted); n++)
    edits.push({ do: "put", key: [...key, n], value: after[n] });
  for (let n = last; n < wanted; n++) edits.push({ do: "insert", key: [...key, n], value: after[n] });
  for (let n = last - 1; n >= wanted; n--) edits.push({ do: "remove", key: [...key, n] });
  return edits;
}
