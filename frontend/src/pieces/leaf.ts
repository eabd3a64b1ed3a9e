/**
 * A leaf's outline: a relative SVG path from its stem, the current point, to its tip at (width, -height) and back.
 * After `M0 0`, scaling and rotating keep the stem in place.
 */
export function outline(width: number, height: number): string {
  const x = (share: number) => +(share * width).toFixed(1);
  const y = (share: number) => +(share * height).toFixed(1);
  return (
    `c${x(-0.02)} ${y(-0.58)} ${x(0.34)} ${y(-1.02)} ${x(1)} ${y(-1)}` +
    `c${x(0.02)} ${y(0.58)} ${x(-0.34)} ${y(1.02)} ${x(-1)} ${y(1)}z`
  );
}

export function midrib(width: number, height: number): string {
  const [x, y] = [
    (share: number) => +(share * width).toFixed(1),
    (share: number) => +(share * height).toFixed(1),
  ];
  return `M${x(0.12)} ${y(-0.1)}Q${x(0.5)} ${y(-0.38)} ${x(0.8)} ${y(-0.78)}`;
}

/** The leaves `from` up to `to` in rows of `perRow`, as one SVG path: thousands cost no more than one. */
export function leafRows(from: number, to: number, perRow: number, pitch: number): string {
  const one = outline(0.81 * pitch, 0.58 * pitch);
  let path = "";
  for (let n = from; n < to; n++) {
    const x = (n % perRow) * pitch;
    const y = (Math.floor(n / perRow) * 0.77 + 0.58) * pitch;
    path += `M${x.toFixed(1)} ${y.toFixed(1)}${one}`;
  }
  return path;
}
