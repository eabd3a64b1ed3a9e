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

test("the screen is kept on, also when the page is shown again after the browser has ended it", async () => {
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

test("a page that is shown twice in a row asks once", async () => {
  const end = keepAwake(changed);
  show(true);
  show(true);
  await settled();
  show(true);
  await settled();
  expect(request).toHaveBeenCalledOnce();
  end();
});

test("a lock that comes after the end is released", async () => {
  keepAwake(changed)();
  await settled();
  expect(locks[0]!.release).toHaveBeenCalledOnce();
  expect(changed).not.toHaveBeenCalled();
});

test.each([
  ["does not have it, as over http", {}],
  ["refuses it", { wakeLock: { request: () => Promise.reject(new DOMException("", "NotAllowedError")) } }],
])("where the browser %s the screen is said not to be kept on", async (_, navigator) => {
  vi.stubGlobal("navigator", navigator);
  const end = keepAwake(changed);
  await settled();
  expect(changed.mock.calls).toEqual([[false]]);
  end();
});
