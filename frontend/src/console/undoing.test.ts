import { expect, test, vi } from "vitest";
import { it, SESSION } from "../gallery/room";
import { put } from "../gallery/liveState";
import { Live, type Options } from "../live/live.svelte";
import type { Role } from "../live/wire";
import { ConsoleState } from "./console.svelte";

test.each([
  [false, true],
  [true, false],
])("a session that has ended (%s) offers undo (%s), also after a reply", async (ended, offers) => {
  const app = new ConsoleState(
    { code: "KLM4PT", key: "", device: "here", refused: "" },
    <R extends Role>(options: Options<R>) => new Live({ ...options, offline: true }),
  );
  put(app.live, {
    view: {
      session: it({ ...SESSION, ended }),
      undo: {
        here: { command_id: "c", what: "replied", n: 1, question_id: null, step: "done", shows: false, r: 1 },
      },
    },
  } as never);
  vi.spyOn(app.live, "ask").mockImplementation(async () => ({ ack: 1 }));
  await app.ask("reply_to_questions", { ids: ["q"], text: "Ja", signed: "Mette" });
  app.tell("Sendt", true);
  expect([app.undoing.label !== undefined, app.toast?.undoes !== ""]).toEqual([offers, offers]);
});
