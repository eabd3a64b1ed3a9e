import { beforeEach, expect, test } from "vitest";
import { Outbox, randomId, type Waiting } from "./outbox";

const ask = (text: string): Waiting => ({ id: randomId(), do: "ask_question", args: { text } });
beforeEach(() => localStorage.clear());

test("commands survive a reload, in their order, until they are removed", () => {
  const [first, second] = [ask("Hvem?"), ask("Hvornår?")];
  const outbox = new Outbox("k.");
  outbox.keep(first);
  outbox.keep(second);
  const reloaded = new Outbox("k.");
  expect(reloaded.all().map((one) => one.id)).toEqual([first.id, second.id]);
  reloaded.remove(first.id);
  reloaded.remove(second.id);
  expect(localStorage.length).toBe(0);
});

test("a second tab neither overwrites nor removes the commands of the first", () => {
  const [one, two] = [new Outbox("k."), new Outbox("k.")];
  const [mine, theirs] = [ask("Hvem?"), ask("Hvor?")];
  one.keep(mine);
  two.keep(theirs);
  two.remove(theirs.id);
  expect(one.all().map((waiting) => waiting.id)).toEqual([mine.id]);
});

test("of two tabs that get the same answer, only the first removes the command", () => {
  const [one, two] = [new Outbox("k."), new Outbox("k.")];
  const asked = ask("Hvem?");
  one.keep(asked);
  expect([two.remove(asked.id), one.remove(asked.id)]).toEqual([true, false]);
});

test("entries that are not commands are ignored", () => {
  localStorage.setItem("k.x", "no JSON");
  localStorage.setItem("k.y", "{}");
  expect(new Outbox("k.").all()).toEqual([]);
});

test("an entry whose id is not a command's is ignored", () => {
  localStorage.setItem("k.x", JSON.stringify({ id: "x", do: "ask_question", args: { text: "Hvem?" } }));
  expect(new Outbox("k.").all()).toEqual([]);
});

test("what waits is stale once the session has been emptied since it was last known", () => {
  expect(new Outbox("k.").isStale()).toBe(false);
  expect([new Outbox("k.").isStale(17), new Outbox("k.").isStale(17)]).toEqual([true, false]);
  expect(new Outbox("k.").isStale(40)).toBe(true);
  expect(new Outbox("k.").all()).toEqual([]);
});
