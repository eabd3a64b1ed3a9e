import { expect, test } from "vitest";
import { consoleWords } from "../words/console";
import { dotsOnBoard } from "./dotsOnBoard";

test("the console says that dots are on the board only where the board draws them", () => {
  const said = (dots_shown: boolean, hidden?: boolean) =>
    consoleWords("da").dotsOnBoard[
      dotsOnBoard({ dots_shown }, hidden === undefined ? undefined : { hidden })
    ];
  expect(said(true, false)).toBe("Prikkerne er på storskærmen");
  expect(said(true, true)).toBe("Kommer på storskærmen, når fem har svaret");
  expect(said(true)).toBe(said(true, true));
  for (const hidden of [true, false, undefined])
    expect(said(false, hidden)).toBe("Prikkerne er skjult på storskærmen");
});
