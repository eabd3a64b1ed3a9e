import { afterEach, expect, test, vi } from "vitest";
import { Polling } from "./polling";

/** The server's limit for a request's body: `body_up_to` in app/web/fallback.py. */
const BODY_BYTES = 4 * 32_768;

afterEach(() => vi.unstubAllGlobals());

test("many long frames are sent in their order, in requests within the server's limit", async () => {
  const bodies: string[] = [];
  const said = (body: string) => (JSON.parse(body) as { frames: string[] }).frames;
  const all = Array.from({ length: 30 }, (_, n) => JSON.stringify({ id: n, text: '"🔥"'.repeat(4_000) }));
  const done = new Promise<void>((resolve) => {
    vi.stubGlobal("fetch", (url: string, { body }: { body: string }) => {
      if (url.endsWith("/hear")) return new Promise(() => undefined);
      if (!url.endsWith("/say")) return Promise.resolve(Response.json({ line: "x", frames: [] }));
      bodies.push(body);
      if (bodies.flatMap(said).length === all.length) resolve();
      return Promise.resolve(new Response(null, { status: 204 }));
    });
  });
  const line = new Polling("/api/line/ABC");
  line.send("hello");
  for (const frame of all) line.send(frame);
  await done;
  line.close();
  expect(bodies.flatMap(said)).toEqual(all);
  expect(Math.max(...bodies.map((body) => new Blob([body]).size))).toBeLessThan(BODY_BYTES);
});
