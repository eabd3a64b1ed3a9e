import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keepAwake } from "./awake";

class Lock {
  onrelease: (() => void) | null = null;
  release = vi.fn(() => {
    this.onrelease?.();
    return Promise.resolve();
  });
}
const request = vi.fn<(type: string) => Promise<Lock>>();
const changed = vi.fn();
let locks: Lock[];

function show(shown: boolean) {
  vi.spyOn(document, "hidden", "get").mockReturnValue(!shown);
  document.dispatchEvent(new Event("visibilitychange"));
}
const settled = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  locks = [];
  request.mockImplementation(() => {
    const lock = new Lock();
    locks.push(lock);
    return Promise.resolve(lock);
  });
  vi.stubGlobal("navigator", { wakeLock: { request } });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.clearAllMocks();
});

test("the lock is requested, and again when the page is shown after the browser released it", async () => {
  const end = keepAwake(changed);
  await settled();
  expect(request.mock.calls).toEqual([["screen"]]);
  show(false);
  locks[0]!.onrelease!();
  show(true);
  await settled();
  expect(changed.mock.calls).toEqual([[true], [false], [true]]);
  end();
  expect(locks[1]!.release).toHaveBeenCalledOnce();
  show(true);
  await settled();
  expect(request).toHaveBeenCalledTimes(2);
});

test("a page that is shown twice in a row requests one lock", async () => {
  const end = keepAwake(changed);
  show(true);
  show(true);
  await settled();
  show(true);
  await settled();
  expect(request).toHaveBeenCalledOnce();
  end();
});

test("a lock that is granted after the end is released", async () => {
  keepAwake(changed)();
  await settled();
  expect(locks[0]!.release).toHaveBeenCalledOnce();
  expect(changed).not.toHaveBeenCalled();
});

test.each([
  ["has no wake lock, as over plain HTTP", {}],
  ["refuses it", { wakeLock: { request: () => Promise.reject(new DOMException("", "NotAllowedError")) } }],
])("where the browser %s, changed is called with false", async (_, navigator) => {
  vi.stubGlobal("navigator", navigator);
  const end = keepAwake(changed);
  await settled();
  expect(changed.mock.calls).toEqual([[false]]);
  end();
});
