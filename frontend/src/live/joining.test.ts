import { expect, test } from "vitest";
import { qrPicture } from "./joining";

test("no QR code is fetched while the address is not known, and another one for another address", () => {
  expect(qrPicture("ABC234", "")).toMatch(/^data:/);
  expect(qrPicture("ABC234", "hall.dk")).toBe("/api/qr/ABC234.svg?at=hall.dk");
});
