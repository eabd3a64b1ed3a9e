import { expect, test } from "vitest";
import { IdempotencyKey } from "./idempotencyKey";
import { Refused } from "./organiser";

test("a request whose answer is lost is sent again under the same key, and the next one under another", async () => {
  const keys: string[] = [];
  const once = new IdempotencyKey();
  const send = (fails?: Error) =>
    once
      .send((key) => {
        keys.push(key);
        return fails ? Promise.reject(fails) : Promise.resolve();
      })
      .catch(() => undefined);
  await send(new Refused(0, ""));
  await send(new Refused(503, ""));
  await send(new TypeError("the answer broke off"));
  await send();
  await send(new Refused(422, ""));
  await send();
  expect(keys.map((key) => keys.indexOf(key))).toEqual([0, 0, 0, 0, 4, 5]);
});
