import { expect, test } from "vitest";
import { EXPORT_FORMATS } from "../live/protocol.generated";
import { labelOf } from "./exportFormats";

test("an export format is labelled in the language of the screen, else in English", () => {
  const page = EXPORT_FORMATS.find((format) => format.name === "html")!;
  expect(labelOf(page, "da")).toBe(page.labels.da);
  expect(labelOf(page, "en")).toBe(page.labels.en);
  expect(labelOf(page, "fr")).toBe(page.labels.en);
});
