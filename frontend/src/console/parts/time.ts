import type { SheetRow, StepRow } from "../../live/wire";

const MINUTE = 60_000;

/** Milliseconds left of the minutes planned for this step; undefined where none are planned. */
export function planLeft(step: StepRow, sheet: SheetRow, now: number): number | undefined {
  const minutes = sheet.minutes[step.step];
  return minutes ? step.at_ms + minutes * MINUTE - now : undefined;
}

/**
 * Whole minutes by which the room is behind the planned hour (negative: ahead of it), which begins when the lobby is
 * left. A step begun late is late at once; a step begun early may also use the time that was gained.
 */
export function drift(step: StepRow, sheet: SheetRow, now: number): number {
  if (step.began_at_ms === null) return 0;
  const at = sheet.steps.indexOf(step.step);
  const planned = sheet.steps.slice(1, at).reduce((sum, name) => sum + (sheet.minutes[name] ?? 0), 0);
  const begun = step.at_ms - step.began_at_ms - planned * MINUTE;
  const overrun = now - step.began_at_ms - (planned + (sheet.minutes[step.step] ?? 0)) * MINUTE;
  return Math.trunc(Math.max(begun, overrun) / MINUTE);
}
