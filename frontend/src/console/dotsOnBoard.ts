import type { BoardRow, MomentumRow } from "../live/wire";

/** What the board shows of the room's dots: all of them, none because there are fewer than five, or none at all. */
export type DotsOnBoard = "shown" | "fewer" | "hidden";

export function dotsOnBoard(
  board: Pick<BoardRow, "dots_shown"> | undefined,
  momentum: Pick<MomentumRow, "hidden"> | undefined,
): DotsOnBoard {
  if (!board?.dots_shown) return "hidden";
  return !momentum || momentum.hidden ? "fewer" : "shown";
}
