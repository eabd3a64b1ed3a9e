import type { BrowserStorage } from "../live/storage";
import type { Rejection } from "../live/wire";

const DAY_MS = 86_400_000;

/**
 * A text being written. Its name says what it will become: `new`, `next`, or the id of the question it edits.
 * `lost.…` is a text that was refused while another was already being written.
 */
export interface Draft {
  text: string;
  /**
   * When its first letter was typed, in server time; absent if this phone knew then that submissions were closed. A text
   * begun before closing may be sent in a grace period.
   */
  begun_at_ms?: number;
  /** When it was last changed, by this device's clock. */
  at: number;
  /** Why the server rejected it. */
  refused?: Rejection;
}
export type Drafts = Record<string, Draft>;

const named = (code: string, name: string) => `summe.${code}.draft.${name}`;

/** This session's drafts. Drafts of any session that have not been changed for a day are dropped. */
export function readDrafts(storage: BrowserStorage, code: string, now = Date.now()): Drafts {
  const drafts: Drafts = {};
  for (const key of storage.keys("summe.")) {
    const [, session, kind, ...name] = key.split(".");
    if (kind !== "draft") continue;
    const draft = parsed(storage.getItem(key));
    if (!draft || now - draft.at > DAY_MS) storage.drop(key);
    else if (session === code) drafts[name.join(".")] = draft;
  }
  return drafts;
}

export function putDraft(storage: BrowserStorage, code: string, name: string, draft: Draft) {
  storage.setItem(named(code, name), JSON.stringify(draft));
}

export function dropDraft(storage: BrowserStorage, code: string, name: string) {
  storage.drop(named(code, name));
}

function parsed(text: string | null): Draft | null {
  try {
    const draft = JSON.parse(text ?? "") as Draft;
    return typeof draft.text === "string" && typeof draft.at === "number" ? draft : null;
  } catch {
    return null;
  }
}
