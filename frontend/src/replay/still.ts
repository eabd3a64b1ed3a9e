/**
 * A still of the board. As SVG it has the board's own markup and styles inside (a `foreignObject`, which browsers draw,
 * and drawing programs do not); the PNG is that SVG, drawn by this browser.
 */
const [WIDTH, HEIGHT] = [1920, 1080];
const XHTML = "http://www.w3.org/1999/xhtml";
/** A still has no time in which an animation could run: what fades in would not be there. */
const STILL = "*,*::before,*::after{animation:none!important;transition:none!important}";

export const STILL_KINDS = ["png", "svg"] as const;
export type StillKind = (typeof STILL_KINDS)[number];

/** A file with the picture of the board that this element has. Throws where the browser cannot draw it. */
export async function still(board: Element, kind: StillKind): Promise<Blob> {
  const svg = await asSvg(board);
  return kind === "svg" ? new Blob([svg], { type: "image/svg+xml" }) : asPng(svg);
}

/** It is put together as text: this page's policy lets no element with a style be made. A copy may keep its own. */
async function asSvg(board: Element): Promise<string> {
  const copy = board.cloneNode(true) as Element;
  copy.classList.remove("preview");
  await Promise.all([...copy.querySelectorAll("img")].map(embed));
  const { fontFamily, color } = getComputedStyle(board);
  const size = `width="${WIDTH}" height="${HEIGHT}"`;
  const frame = `width:${WIDTH}px;height:${HEIGHT}px;font-family:${fontFamily};font-size:16px;color:${color}`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${WIDTH} ${HEIGHT}"><foreignObject ${size}>` +
    `<style xmlns="${XHTML}">${escaped(allStyles() + STILL)}</style>` +
    `<div xmlns="${XHTML}" style="${escaped(frame)}">${new XMLSerializer().serializeToString(copy)}</div>` +
    `</foreignObject></svg>`
  );
}

const escaped = (text: string) =>
  text.replace(/[&<"]/g, (one) => ({ "&": "&amp;", "<": "&lt;", '"': "&quot;" })[one]!);

const allStyles = () =>
  [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText)).join("\n");

/** Put an image's own bytes in the place of its address. */
async function embed(image: HTMLImageElement) {
  const address = image.getAttribute("src") ?? "";
  if (!address || address.startsWith("data:")) return;
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const reader = new FileReader();
  reader.readAsDataURL(await answer.blob());
  await new Promise((done, fail) => Object.assign(reader, { onload: done, onerror: fail }));
  image.setAttribute("src", reader.result as string);
}

async function asPng(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [WIDTH, HEIGHT];
  canvas.getContext("2d")!.drawImage(image, 0, 0);
  return new Promise((give, fail) =>
    canvas.toBlob((file) => (file ? give(file) : fail(new Error("not drawn"))), "image/png"),
  );
}
