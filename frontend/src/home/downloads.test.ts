import { expect, test, vi } from "vitest";
import { Downloads } from "./downloads";

test("posters, cards and slides are asked for in the session's language, whatever that of home is", async () => {
  const download = vi.fn(async (path: string, name: string) => path !== name);
  const downloads = new Downloads({ download } as never);
  await downloads.printout("KLM4PT", "poster");
  await downloads.printout("KLM4PT", "card");
  await downloads.slide("KLM4PT", "pptx");
  expect(download.mock.calls.map(([path]) => path)).toEqual([
    "sessions/KLM4PT/printouts/poster.pdf",
    "sessions/KLM4PT/printouts/card.pdf",
    "sessions/KLM4PT/slide.pptx",
  ]);
});
