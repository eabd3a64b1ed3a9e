/** The QR code for joining a session, saved as a file: SVG for print, PNG for slides. */
import { qrPicture } from "./joining";
import { saveAs } from "./saveAs";

export const QR_KINDS = ["png", "svg"] as const;
export type QrKind = (typeof QR_KINDS)[number];
/** The PNG's side: sharp on a slide, and on a sheet of paper. */
const SIDE_PX = 1_200;

/** Fetch and save the QR code. Throws where the server does not answer, or answers with an error. */
export async function saveQr(code: string, kind: QrKind): Promise<void> {
  const address = qrPicture(code, String(Date.now()));
  const file = await (kind === "png" ? drawn(address) : fetched(address));
  saveAs(file, `summe-${code}-qr.${kind}`);
}

async function fetched(address: string): Promise<Blob> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.blob();
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
