import { expect, test } from "vitest";
import { calendar } from "./ics";

const NOW = Date.UTC(2026, 10, 24, 12, 0, 0);
const TEXT = `Mit spørgsmål:\nHvem får ansvaret; driften, eller ildsjælene? C:\\mål 🙋🏽‍♀️ ${"æøå ".repeat(60)}`;
const made = calendar({
  uid: "abc",
  now: NOW,
  days: 90,
  title: "Hvad blev der af det?",
  text: TEXT,
  language: "da",
});
const octets = (line: string) => new TextEncoder().encode(line).length;

/** Parse a file as a calendar does: unfold lines, then split names and values. */
function read(file: string): Record<string, string> {
  const lines = file.replace(/\r\n /g, "").split("\r\n").filter(Boolean);
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)]),
  );
}

test("every line ends in CRLF, has at most 75 octets and cuts no character in two", () => {
  const lines = made.split("\r\n");
  expect(lines.pop()).toBe("");
  expect(lines.join("").includes("\n")).toBe(false);
  for (const line of lines) expect(octets(line)).toBeLessThanOrEqual(75);
  expect(made.includes("\ufffd")).toBe(false);
});

test("the entry is the whole day ninety days later, with an alarm in the morning", () => {
  const entry = read(made);
  expect(entry["DTSTART;VALUE=DATE"]).toBe("20270222");
  expect(entry.DTSTAMP).toBe("20261124T120000Z");
  expect(entry.UID).toBe("abc@summe");
  expect(entry.TRIGGER).toBe("PT9H");
  expect(made.indexOf("BEGIN:VALARM")).toBeLessThan(made.indexOf("END:VEVENT"));
});

test("all of the text comes back as it was written", () => {
  const kept = read(made)["DESCRIPTION;LANGUAGE=da"]!;
  const back = kept.replace(/\\(n|[\\;,])/g, (_, mark: string) => (mark === "n" ? "\n" : mark));
  expect(back).toBe(TEXT);
  expect(kept).toContain("ansvaret\\; driften\\, eller");
});
