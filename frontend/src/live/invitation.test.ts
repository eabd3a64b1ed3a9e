import { afterEach, expect, test, vi } from "vitest";
import { redeem } from "./invitation";

afterEach(() => vi.unstubAllGlobals());

test("a code whose answer is lost is sent again under the same key, and another code under another", async () => {
  const keys: string[] = [];
  const answers = [undefined, 503, 201, undefined];
  vi.stubGlobal("fetch", (_: string, { headers }: { headers: Record<string, string> }) => {
    keys.push(headers["Idempotency-Key"]!);
    const status = answers.shift();
    return status ? Promise.resolve(Response.json({}, { status })) : Promise.reject(new TypeError("lost"));
  });
  expect(await redeem("ABCDEF", "AAAABBBB", "board")).toBe("offline");
  expect(await redeem("ABCDEF", "AAAABBBB", "board")).toBe("offline");
  expect(await redeem("ABCDEF", "AAAABBBB", "board")).toEqual({});
  expect(await redeem("ABCDEF", "CCCCDDDD", "board")).toBe("offline");
  expect(keys.map((key) => keys.indexOf(key))).toEqual([0, 0, 0, 3]);
});
