import { expect, test } from "vitest";
import { Keyboard } from "./keyboard.svelte";

/** A console that has just been loaded, on which Next is pressed, which moves the room. */
function led() {
  const app = { now: 0, live: { now: () => app.now }, step: { r: 4 }, lastAcknowledged: 0 };
  const keyboard = new Keyboard(app as never);
  keyboard.leads();
  app.step.r = app.lastAcknowledged = 6;
  return { app, keyboard };
}

test("keys are missed once the focus has been away for longer than a change of windows takes", () => {
  const { app, keyboard } = led();
  keyboard.focused(false);
  expect([keyboard.getsThrough, keyboard.isMissed]).toEqual([true, false]);
  app.now = 2_000;
  keyboard.focused(false);
  expect([keyboard.getsThrough, keyboard.isMissed]).toEqual([false, true]);
  keyboard.focused(true);
  expect([keyboard.getsThrough, keyboard.isMissed]).toEqual([true, false]);
});

test("keys are not missed where none has been used, or where a remote has moved the room since", () => {
  const { app, keyboard } = led();
  keyboard.focused(false);
  app.now = 60_000;
  app.step.r = 9;
  expect([keyboard.getsThrough, keyboard.isMissed]).toEqual([false, false]);
  const unused = new Keyboard(app as never);
  app.lastAcknowledged = 9;
  unused.focused(false);
  app.now = 120_000;
  expect([unused.isMissed, keyboard.isMissed]).toEqual([false, true]);
});
