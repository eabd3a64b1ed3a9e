/** Run sheets as texts, as the server's API has them (`app/web/run_sheet_models.py`). */
import { stepOf } from "../../live/steps";
import type { StepFamily } from "../../live/wire";
import type { Picture } from "../../preview/shown.svelte";
import type { FormKey } from "./form.generated";

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

type TopKey = Exclude<FormKey, `${string}.${string}`>;
/** The step that shows what stands under a key; null for none, a function where it depends on more. */
type Shown = StepFamily | null | ((key: Key, data: Record<string, unknown>) => Place | undefined);

/** By those keys at the top of a run sheet that are not called as the step that shows them. */
const SHOWN: Record<Exclude<TopKey, StepFamily>, Shown> = {
  id: null,
  version: null,
  languages: null,
  title: "lobby",
  subtitle: "lobby",
  occasion: "lobby",
  accent: "lobby",
  logo: "lobby",
  logo_text: "lobby",
  questions: "collect",
  pitfalls: placeOfPitfall,
  closing: "summary",
  minutes: placeOfStep,
  notes: placeOfStep,
};
const isInTable = (name: string): name is keyof typeof SHOWN => Object.hasOwn(SHOWN, name);

/** The place on the screens of what stands under a key; undefined where none shows it. */
export function placeOf(key: Key, data: Record<string, unknown>): Place | undefined {
  const first = String(key[0]);
  const shown = isInTable(first) ? SHOWN[first] : (stepOf(first)?.family ?? null);
  if (typeof shown === "function") return shown(key, data);
  return shown === null ? undefined : { step: shown, beat: 0 };
}

function placeOfPitfall([, nth, part]: Key, data: Record<string, unknown>): Place {
  if (typeof nth !== "number") return { step: "overview", beat: 0 };
  if (part === "short") return { step: "overview", beat: nth + 1 };
  if (part === "keywords" || part === "examples") return { step: "group", beat: 0 };
  const { id } = (data.pitfalls as { id?: string }[] | undefined)?.[nth] ?? {};
  return { step: `walk:${id}`, beat: part === "causes" ? 1 : part === "answer" ? 2 : 0 };
}

function placeOfStep([, step]: Key): Place | undefined {
  return typeof step === "string" ? { step, beat: 0 } : undefined;
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
