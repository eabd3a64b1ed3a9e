/** What a preview shows, as the editor sends it to its page. */
import type { BoardTables, ConsoleTables, OwnTables, PhoneTables } from "../live/wire";

export const SCREENS = ["phone", "board", "console"] as const;
export type PreviewedScreen = (typeof SCREENS)[number];
export const isScreen = (name: string): name is PreviewedScreen =>
  (SCREENS as readonly string[]).includes(name);

/** The views as a server sends them for a step, the language of those who see them, and the server's time. */
export interface Picture {
  language: string;
  now_ms: number;
  phone: PhoneTables;
  board: BoardTables;
  console: ConsoleTables;
  mine: OwnTables;
}

export class Shown {
  /** Set before a screen is mounted. */
  picture = $state.raw<Picture>()!;
}
