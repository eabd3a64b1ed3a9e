import { expect, test } from "vitest";
import { once } from "./once";

test("what is asked for twice at once is done once, and again after that, also when it has failed", async () => {
  let done = 0;
  const work = once(async (text: string) => {
    done += 1;
    await Promise.resolve();
    if (text === "bad") throw new Error(text);
    return text;
  });
  expect(await Promise.all([work("one"), work("two")])).toEqual(["one", "one"]);
  expect(done).toBe(1);
  await expect(work("bad")).rejects.toThrow("bad");
  expect(await work("three")).toBe("three");
  expect(done).toBe(3);
});
