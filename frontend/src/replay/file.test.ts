import { expect, test } from "vitest";
import { Unreadable, replayIn, textIn } from "./file";

const session = {
  title: "Prøve",
  accent: "url(https://example.org)",
  logo: { address: "/api/logo/X/y", text: "Ribe" },
  r: 1,
};
const first = { seq: 1, at_ms: 5, put: { session: { it: session }, step: { it: { step: "lobby", r: 1 } } } };
const inStep = (step: string) => ({ ...first, put: { ...first.put, step: { it: { step } } } });
const replay = {
  version: 1,
  code: "KLM4PT",
  language: "da",
  seq: 2,
  address: "s.dk",
  url: "https://s.dk/KLM4PT",
  moments: [first],
};
const file = (changes: object = {}, report: object = {}) =>
  JSON.stringify({ format: "summe-session", version: 5, report, replay: { ...replay, ...changes } });
const fault = (text: string) => {
  try {
    return replayIn(text) && "";
  } catch (error) {
    return error instanceof Unreadable ? error.fault : error;
  }
};

test("a colour that is none, and a logo of another server, do not reach the board", () => {
  const own = (report: object) => replayIn(file({}, report)).moments[0]!.put!.session!.it as object;
  expect(own({})).toEqual({ ...session, accent: null, logo: null });
  const image = "data:image/png;base64,AAAA";
  expect(own({ run_sheet: { logo: image } })).toMatchObject({ logo: { address: image, text: "Ribe" } });
  expect(own({ run_sheet: { logo: "https://example.org/x.png" } })).toMatchObject({ logo: null });
});

test("an address that is no link leads nowhere", () => {
  expect(replayIn(file({ url: "javascript:alert(1)" }))).toMatchObject({ url: "", address: "" });
  expect(replayIn(file())).toMatchObject({ url: replay.url, address: replay.address });
});

test("what is no replay is refused with the reason", () => {
  expect(fault("{")).toBe("notAnExport");
  expect(fault('{"format": "other"}')).toBe("notAnExport");
  expect(fault('{"format": "summe-session", "report": {}}')).toBe("noReplay");
  expect(fault(file({ version: 2 }))).toBe("newer");
  const damaged = [
    { moments: [] },
    { moments: "x" },
    { moments: [first, { seq: 2, at_ms: 4 }] },
    { moments: [{ ...first, put: { session: [] } }] },
    { moments: [first, { seq: 2, at_ms: 6, cut: { questions: [1] } }] },
    { moments: [{ seq: 1, at_ms: 1 }] },
    { url: null },
    { moments: [{ ...first, put: { ...first.put, session: { it: { title: { toString: 1 } } } } }] },
    { moments: Array.from({ length: 2_001 }, (_, n) => inStep(n % 2 ? "poll" : "lobby")) },
  ];
  for (const changes of damaged) expect(fault(file(changes))).toBe("damaged");
});

test("a file cannot change the objects that all others are made from", () => {
  const put = (rows: string) =>
    fault(file({ moments: [first, { seq: 2, at_ms: 6, put: "rows" }] }).replace('"rows"', rows));
  for (const name of ["__proto__", "constructor", "toString"]) {
    expect(put(`{"${name}": {"entries": {}}}`)).toBe("damaged");
    expect(put(`{"questions": {"${name}": {}}}`)).toBe("damaged");
    expect(fault(file({ moments: [first, { seq: 2, at_ms: 6, cut: { questions: [name] } }] }))).toBe(
      "damaged",
    );
  }
  expect(put('{"questions": {"q1": {}}}')).toBe("");
});

test("a file that is too large, or is gone, is said to be unread", async () => {
  const moved = { size: 1, text: () => Promise.reject(new DOMException("gone", "NotReadableError")) };
  for (const one of [{ size: 300_000_001 }, moved])
    await expect(textIn(one as Blob)).rejects.toMatchObject({ fault: "unread" });
});
