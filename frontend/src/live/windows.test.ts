import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Windows } from "./windows";

type Heard = (event: { data: unknown }) => void;
/** The channel of all windows, delivering at once to every other end. */
class Channel {
  static ends = new Set<Channel>();
  onmessage: Heard | null = null;
  constructor() {
    Channel.ends.add(this);
  }
  postMessage(data: unknown) {
    for (const end of Channel.ends) if (end !== this) end.onmessage?.({ data });
  }
  close() {
    Channel.ends.delete(this);
  }
}
const hasFocus = vi.spyOn(document, "hasFocus");
const open: Windows[] = [];
const windows = (...given: ConstructorParameters<typeof Windows>) => {
  const one = new Windows(...given);
  open.push(one);
  return one;
};
/** This page gets or loses the focus. */
function turn(has: boolean) {
  hasFocus.mockReturnValue(has);
  window.dispatchEvent(new Event(has ? "focus" : "blur"));
}

beforeEach(() => {
  vi.stubGlobal("BroadcastChannel", Channel);
  hasFocus.mockReturnValue(true);
});
afterEach(() => {
  for (const one of open.splice(0)) one.close();
  vi.unstubAllGlobals();
});

test("the focus is away only while neither this window nor another of the session has it", () => {
  const focused = vi.fn();
  const other = new Channel();
  windows("JKRM", { focused });
  expect(focused).toHaveBeenLastCalledWith(true);
  turn(false);
  expect(focused).toHaveBeenLastCalledWith(false);
  other.postMessage({ type: "focus", window: "board", has: true });
  expect(focused).toHaveBeenLastCalledWith(true);
  other.postMessage({ type: "focus", window: "board", has: false });
  expect(focused).toHaveBeenLastCalledWith(false);
  turn(true);
  expect(focused).toHaveBeenLastCalledWith(true);
  other.close();
});

test("a window that opens later learns which one has the focus, and one that closes has it no more", () => {
  const board = windows("JKRM", {});
  const console = new Channel();
  const heard: unknown[] = [];
  console.onmessage = ({ data }) => heard.push(data);
  console.postMessage({ type: "who" });
  expect(heard).toMatchObject([{ type: "focus", has: true }]);
  board.close();
  expect(heard.at(-1)).toMatchObject({ type: "focus", has: false });
  console.close();
});

test("a key is answered by a console only", () => {
  const taken = vi.fn();
  const press = vi.fn();
  const board = windows("JKRM", { taken });
  windows("JKRM", {});
  board.pass("PageDown", false);
  expect(taken).not.toHaveBeenCalled();
  windows("JKRM", { press });
  board.pass("PageDown", true);
  expect(press).toHaveBeenCalledWith("PageDown", true);
  expect(taken).toHaveBeenCalledOnce();
});
