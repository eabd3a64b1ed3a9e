/** The QR code for joining a session, saved as a file: SVG for print, PNG for slides. */
import { saveAs } from "./saveAs";

export const QR_KINDS = ["png", "svg"] as const;
export type QrKind = (typeof QR_KINDS)[number];
/** The PNG's side: sharp on a slide, and on a sheet of paper. */
const SIDE_PX = 1_200;

/** Fetch and save the QR code. Throws where the server does not answer. */
export async function saveQr(code: string, kind: QrKind): Promise<void> {
  const address = `/api/qr/${code}.svg`;
  const file = kind === "png" ? await drawn(address) : await (await fetch(address)).blob();
  saveAs(file, `summe-${code}-qr.${kind}`);
}

async function drawn(address: string): Promise<Blob> {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE_PX;
  canvas.getContext("2d")!.drawImage(picture, 0, 0, SIDE_PX, SIDE_PX);
  return new Promise((give, fail) =>
    canvas.toBlob((file) => (file ? give(file) : fail(new Error("not drawn"))), "image/png"),
  );
}
