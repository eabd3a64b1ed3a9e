/** Advice for the facilitator: the server's current notice in words, and the one press that helps. */
import type { NoticeKind, NoticeRow } from "../live/wire";
import { BATCH, type ConsoleState } from "./console.svelte";

export interface Advice {
  text: string;
  label: string;
  press: () => void;
}

const ADVICE: Record<NoticeKind, (app: ConsoleState, notice: NoticeRow) => Advice> = {
  flood: (app, { n, phones }) => hold(app, app.words.flood(n, phones ?? 0)),
  crowd: (app, { n }) => lock(app, app.words.crowd(n)),
  waiting: (app, { n }) => ({
    text: app.words.fuller(n),
    label: app.words.admit(n, BATCH),
    press: () => app.admitSome(),
  }),
  rush: (app, { n, since_ms }) => {
    if (!app.isLocked || since_ms === null) return lock(app, app.words.rush(n));
    const time = app.clock.format(since_ms);
    return {
      text: app.words.rushLocked(time),
      label: app.words.sweepSince(time),
      press: () => app.sweepNewerThan(since_ms),
    };
  },
  refused: (app, { n }) => hold(app, app.words.refusals(n)),
};

const hold = (app: ConsoleState, text: string): Advice => ({
  text,
  label: app.words.hold,
  press: () => app.hold(true),
});
const lock = (app: ConsoleState, text: string): Advice => ({
  text,
  label: app.words.lockDoor,
  press: () => void app.ask("lock_lobby"),
});

/** The current advice; undefined without a notice, and for a kind that only a newer server knows. */
export function adviceOf(app: ConsoleState): Advice | undefined {
  const notice = app.presence?.notice;
  return notice ? (ADVICE as Partial<typeof ADVICE>)[notice.kind]?.(app, notice) : undefined;
}
