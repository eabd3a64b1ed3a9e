import { beforeEach, expect, test, vi } from "vitest";
import { NO_FLAGS } from "./flags";
import { BOUNCE_MS } from "./secondPress.svelte";
import { TakenUp } from "./takenUp";

vi.mock("../live/servertime", () => ({ uptime: () => at }));
let at = 0;
beforeEach(() => void (at = 0));
/** A click that is not the second of a double click. */
function click(takenUp: TakenUp, card: Parameters<TakenUp["click"]>[0]) {
  at += BOUNCE_MS;
  takenUp.click(card);
}

/** A question in focus that a test marks as the clock does, and what pressing asks for or says. */
function walking() {
  const happened: (boolean | string)[] = [];
  const app = {
    focus: { id: "q", flags: { ...NO_FLAGS, taken_up: false } },
    words: { countsAlready: "already" },
    tell: (text: string) => happened.push(text),
    ask: (_: string, { taken_up }: { taken_up: boolean }) => {
      happened.push(taken_up);
      app.focus.flags.taken_up = taken_up;
      return Promise.resolve(true);
    },
  };
  return { app, happened, takenUp: new TakenUp(app as never) };
}

test("a press just after the clock's own mark keeps it and says so, and the next one takes it back", () => {
  const { app, happened, takenUp } = walking();
  app.focus.flags.taken_up = true;
  takenUp.press();
  expect([app.focus.flags.taken_up, ...happened]).toEqual([true, "already"]);
  takenUp.press();
  expect([app.focus.flags.taken_up, ...happened]).toEqual([false, "already", false]);
});

test("a press marks, and the next one takes back what it has marked", () => {
  const { happened, takenUp } = walking();
  for (let n = 0; n < 3; n++) takenUp.press();
  expect(happened).toEqual([true, false, true]);
});

test("a mark of another question, known or not, is first kept", () => {
  const { app, happened, takenUp } = walking();
  takenUp.press();
  app.focus = { id: "r", flags: { ...NO_FLAGS, taken_up: true } };
  takenUp.press();
  expect([app.focus.flags.taken_up, ...happened]).toEqual([true, true, "already"]);
});

test("a double click marks once, and leaves a mark that is there", () => {
  const { app, happened, takenUp } = walking();
  click(takenUp, app.focus);
  takenUp.click(app.focus);
  expect(happened).toEqual([true]);
});

test("in the dialog a press takes back a mark that the dialog has shown, but not one that came since", () => {
  const { app, happened, takenUp } = walking();
  const card = { id: "r", flags: { ...NO_FLAGS, taken_up: true } };
  takenUp.showed(card);
  click(takenUp, card);
  expect(happened).toEqual([false]);
  takenUp.showed(app.focus);
  app.focus.flags.taken_up = true;
  click(takenUp, app.focus);
  expect(happened).toEqual([false, "already"]);
});
