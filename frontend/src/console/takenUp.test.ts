import { expect, test } from "vitest";
import { NO_FLAGS } from "./flags";
import { TakenUp } from "./takenUp";

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
  for (let press = 0; press < 3; press++) takenUp.press();
  expect(happened).toEqual([true, false, true]);
});

test("a mark of another question, known or not, is first kept", () => {
  const { app, happened, takenUp } = walking();
  takenUp.press();
  app.focus = { id: "r", flags: { ...NO_FLAGS, taken_up: true } };
  takenUp.press();
  expect([app.focus.flags.taken_up, ...happened]).toEqual([true, true, "already"]);
});
