import { expect, test } from "vitest";
import { placeOf, type Key, type Place } from "./files";

const DATA = { pitfalls: [{ id: "modstand" }] };

test.each<[Key, Place | undefined]>([
  [["title", "da"], { step: "lobby", beat: 0 }],
  [["momentum", "words", 0, "word"], { step: "momentum", beat: 0 }],
  [["pitfalls"], { step: "overview", beat: 0 }],
  [["pitfalls", 0, "short", "da"], { step: "overview", beat: 1 }],
  [["pitfalls", 0, "answer", "title"], { step: "walk:modstand", beat: 2 }],
  [["notes", "poll"], { step: "poll", beat: 0 }],
  [["minutes"], undefined],
  [["version"], undefined],
  [["misspelt"], undefined],
  [[], undefined],
])("what stands under %j is shown at %j", (key, place) => {
  expect(placeOf(key, DATA)).toEqual(place);
});
