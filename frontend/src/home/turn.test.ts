import { expect, test } from "vitest";
import { byTurn, isoDay } from "./turn";

const NOW_MS = new Date("2026-11-29T20:00").getTime();
const HOUR_MS = 3_600_000;
const made = (
  name: string,
  date: string | null,
  begunHoursAgo: number | null = null,
  createdHoursAgo = 100,
) => ({
  name,
  date,
  began_at_ms: begunHoursAgo === null ? null : NOW_MS - begunHoursAgo * HOUR_MS,
  created_at_ms: NOW_MS - createdHoursAgo * HOUR_MS,
});

test("open sessions are sorted by whether they are under way, and then by day", () => {
  const sessions = [
    made("next March", "2027-03-02", null, 1),
    made("last week", "2026-11-22"),
    made("last month", "2026-10-29"),
    made("of no day", null),
    made("of no day, newer", null, null, 2),
    made("in a week", "2026-12-06", 3),
    made("today", "2026-11-29"),
    made("begun last week, of no day", null, 170, 300),
    made("under way, of no day", null, 1),
  ];
  const names = [
    "under way, of no day",
    "today",
    "of no day, newer",
    "of no day",
    "begun last week, of no day",
    "in a week",
    "next March",
    "last week",
    "last month",
  ];
  expect(byTurn(sessions, NOW_MS).map((one) => one.name)).toEqual(names);
  expect(byTurn([...sessions].reverse(), NOW_MS).map((one) => one.name)).toEqual(names);
});

test("`isoDay` gives the day in this computer's time zone", () => {
  expect(isoDay(new Date(2030, 0, 9, 23, 59))).toBe("2030-01-09");
});
