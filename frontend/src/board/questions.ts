import type { FlagsRow, PlaceRow, QuestionRow, Row } from "../live/wire";
import type { Picture } from "./picture.svelte";

/** A question as the walk and the columns show it. */
export interface Shown {
  id: string;
  text: string;
  support: number;
  takenUp: boolean;
  parked: boolean;
  /** The later it was placed, the larger. */
  placed: number;
}

/** All questions on the board by their pitfall (`tray` for those without one), the one placed last first. */
export function byPitfall(picture: Picture): Record<string, Shown[]> {
  const questions = picture.table<QuestionRow>("questions");
  const support = picture.table<Row & { n: number }>("support");
  const flags = picture.table<FlagsRow>("flags");
  const columns: Record<string, Shown[]> = {};
  for (const [id, place] of Object.entries(picture.table<PlaceRow>("places"))) {
    const question = questions[id];
    if (!question || question.next) continue;
    (columns[place.pitfall ?? "tray"] ??= []).push({
      id,
      text: question.text,
      support: support[id]?.n ?? 0,
      takenUp: flags[id]?.taken_up ?? false,
      parked: flags[id]?.parked ?? false,
      placed: place.r ?? 0,
    });
  }
  for (const column of Object.values(columns))
    column.sort((a, b) => b.placed - a.placed || (a.id < b.id ? -1 : 1));
  return columns;
}

/** The order in which the walk takes them up: most wanted first, then as they were placed; parked ones are not in it. */
export function queue(column: readonly Shown[]): Shown[] {
  return column
    .filter((one) => !one.parked)
    .sort((a, b) => b.support - a.support || a.placed - b.placed || (a.id < b.id ? -1 : 1));
}
