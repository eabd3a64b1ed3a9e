/** A calendar file (RFC 5545) with one all-day entry. It holds the whole text, since My page may be gone by then. */
export interface Reminder {
  uid: string;
  /** Now, in milliseconds. */
  now: number;
  days: number;
  title: string;
  text: string;
  language: string;
}
const LINE_OCTETS = 75;

export function calendar({ uid, now, days, title, text, language }: Reminder): string {
  const stamp = new Date(now).toISOString().replace(/[-:]|\.\d+/g, "");
  const on = new Date(now);
  on.setDate(on.getDate() + days);
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    `PRODID:-//Summe//Summe//${language.toUpperCase()}`,
    "CALSCALE:GREGORIAN",
    "BEGIN:VEVENT",
    `UID:${uid}@summe`,
    `DTSTAMP:${stamp}`,
    `DTSTART;VALUE=DATE:${day(on)}`,
    `SUMMARY;LANGUAGE=${language}:${escaped(title)}`,
    `DESCRIPTION;LANGUAGE=${language}:${escaped(text)}`,
    "TRANSP:TRANSPARENT",
    "CLASS:PRIVATE",
    "BEGIN:VALARM",
    "ACTION:DISPLAY",
    "TRIGGER:PT9H",
    `DESCRIPTION:${escaped(title)}`,
    "END:VALARM",
    "END:VEVENT",
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join("");
}

/** The date in this device's time zone, as YYYYMMDD. */
function day(date: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`;
}

function escaped(text: string): string {
  return text.replace(/[\\;,]/g, "\\$&").replace(/\r\n?|\n/g, "\\n");
}

/** The line folded: at most 75 octets each, no character cut in two, continuation lines beginning with a blank. */
function folded(line: string): string {
  const encoder = new TextEncoder();
  let octets = 0;
  let out = "";
  for (const point of line) {
    const width = encoder.encode(point).length;
    if (octets + width > LINE_OCTETS) {
      out += "\r\n ";
      octets = 1;
    }
    out += point;
    octets += width;
  }
  return out;
}
