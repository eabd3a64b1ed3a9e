/** A QR code as the path of an SVG. */
import { encode } from "uqr";

export interface QrPath {
  /** The width and height of the code with its quiet zone, in modules; the path's unit is one module. */
  size: number;
  path: string;
}

export function qrPath(text: string): QrPath {
  const { size, data } = encode(text, { border: 4, ecc: "M" });
  // Each row's dark modules, as rectangles as wide as they lie together.
  const path = data
    .flatMap((row, y) =>
      [
        ...row
          .map((dark) => (dark ? "#" : " "))
          .join("")
          .matchAll(/#+/g),
      ].map(({ index, 0: run }) => `M${index} ${y}h${run.length}v1h-${run.length}z`),
    )
    .join("");
  return { size, path };
}
