import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { it, SESSION } from "../gallery/room";
import { put } from "../gallery/liveState";
import { Live, type Options } from "../live/live.svelte";
import type { GatesRow, NoticeRow, PresenceRow, Role } from "../live/wire";
import { adviceOf } from "./advice";
import { ConsoleState } from "./console.svelte";

const CREDENTIALS = { code: "KLM4PT", key: "", device: "here", refused: "" } as const;
const GATES: GatesRow = {
  submissions: true,
  closed_at_ms: null,
  grace_ms: 60_000,
  poll: false,
  editing: true,
  lobby_locked: false,
  r: 1,
};
const PRESENCE: PresenceRow = {
  connected: 0,
  asleep: 0,
  lost: 0,
  lost_many: false,
  typing: 0,
  boards: 0,
  boards_hidden: 0,
  boards_awake: 0,
  sound: { on: 0, muted: 0, blocked: 0 },
  gong: { n: 0, on: 0, muted: 0, blocked: 0 },
  consoles: 1,
  devices: {},
  newcomers: 0,
  rush: false,
  rush_since_ms: null,
  waiting: 0,
  notice: null,
};
const NOTICE: NoticeRow = { kind: "flood", n: 5, phones: null, since_ms: null };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function consoleWith(notice: NoticeRow | null, lobby_locked = false): ConsoleState {
  const view = {
    session: it(SESSION),
    gates: it({ ...GATES, lobby_locked }),
    counts: it({ joined: 300, questions: 0, next: 0, r: 1 }),
    "live.presence": it({ ...PRESENCE, notice }),
  };
  return new ConsoleState(CREDENTIALS, <R extends Role>(options: Options<R>) =>
    put(new Live<R>({ ...options, offline: true }), { view }),
  );
}

test.each<[string, Partial<NoticeRow>, boolean, string, object]>([
  ["a flood from few", { kind: "flood", n: 20, phones: 5 }, false, "start_holding", {}],
  ["a few outside", { kind: "waiting" }, false, "admit_newcomers", { up_to: 350 }],
  ["a crowd outside", { kind: "crowd", n: 1_000 }, false, "lock_lobby", {}],
  ["a rush", { kind: "rush", since_ms: 7_000 }, false, "lock_lobby", {}],
  [
    "a rush behind a locked door",
    { kind: "rush", since_ms: 7_000 },
    true,
    "sweep_newer_than",
    { at_ms: 7_000 },
  ],
  ["many refusals", { kind: "refused", n: 400 }, false, "start_holding", {}],
])("h11 %s gives advice in words, with one press that helps", (_, notice, locked, command, args) => {
  const app = consoleWith({ ...NOTICE, ...notice }, locked);
  const asked = vi.spyOn(app.live, "ask").mockResolvedValue({ ack: 1 });
  const advice = adviceOf(app)!;
  expect(advice.text.length * advice.label.length).toBeGreaterThan(0);
  advice.press();
  expect(asked.mock.calls.map(([asked, given]) => [asked, given ?? {}])).toEqual([[command, args]]);
});

test("there is no advice without a notice, nor for a kind of notice that only a newer page knows", () => {
  expect(adviceOf(consoleWith(null))).toBeUndefined();
  expect(adviceOf(consoleWith({ ...NOTICE, kind: "eclipse" as NoticeRow["kind"] }))).toBeUndefined();
});
