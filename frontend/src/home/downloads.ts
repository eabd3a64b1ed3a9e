/** What is saved of a session as a file: exports, print-outs, the slide and the QR code with which people join. */
import { Refused, download, type ExportWish } from "../live/organiser";
import type { PrintoutKind } from "../live/protocol.generated";
import { saveQr, type QrKind } from "../live/qrCode";
import type { Requests } from "./requests.svelte";

export class Downloads {
  constructor(private readonly requests: Requests) {}

  /** Save a session as an export. */
  export(code: string, wish: ExportWish): Promise<boolean> {
    return this.requests.attempt(() => download(this.requests.key, code, wish));
  }
  /** Save the slide with which people join, for one's own presentation; like print-outs in the session's language. */
  slide(code: string, kind: "png" | "pptx"): Promise<boolean> {
    const path = `sessions/${code}/slide.${kind}`;
    return this.requests.download(path, `summe-${code}-slide.${kind}`);
  }
  /** Save a print-out as PDF, in the session's language: the room reads it, not the organiser. */
  printout(code: string, kind: PrintoutKind): Promise<boolean> {
    const path = `sessions/${code}/printouts/${kind}.pdf`;
    return this.requests.download(path, `summe-${code}-${kind}.pdf`);
  }
  /** Save the QR code. Any error means that the server did not answer, so it is shown as being offline. */
  qr(code: string, kind: QrKind): Promise<boolean> {
    return this.requests.attempt(() =>
      saveQr(code, kind).catch(() => {
        throw new Refused(0, "");
      }),
    );
  }
}
