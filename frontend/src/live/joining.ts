import { NO_SESSION } from "./protocol.generated";

/** How to join a session: the address that is read aloud and typed, and the URL in the QR code. */
export interface Way {
  /** Without the code; empty while the server's computer has had no network yet. */
  address: string;
  url: string;
}

/**
 * How to join as this page was opened itself, for as long as the server has not answered. Nothing on a page that was
 * opened on the server's own computer, whose name for itself leads no phone anywhere.
 */
export function ownWay(code: string): Way {
  const isLocal = ["localhost", "127.0.0.1"].includes(location.hostname);
  return isLocal ? { address: "", url: "" } : { address: location.host, url: `${location.origin}/${code}` };
}

/** What stands where a preview has no QR code to show. */
const NO_QR =
  "data:image/svg+xml," +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 29 29"><path fill="#fff" d="M0 0h29v29H0z"/>' +
      '<path fill="none" stroke="#000" d="M4.5 4.5h6v6h-6zm14 0h6v6h-6zm-14 14h6v6h-6z"/>' +
      '<path d="M6 6h3v3H6zm14 0h3v3h-3zM6 20h3v3H6zm7-15h2v4h-2zm1 8h3v2h-3zm5 1h2v3h-2zm-6 4h2v3h-2zm5 2h4v2h-4zm-13-7h4v2H5z"/></svg>',
  );

/** Fetch how to join from the server; undefined when it does not answer. */
export async function wayIn(code: string): Promise<Way | undefined> {
  if (code === NO_SESSION) return undefined;
  try {
    const answer = await fetch(`/api/join/${code}`);
    return answer.ok ? ((await answer.json()) as Way) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The QR code's picture. One for another address has another URL, so that no browser shows a kept one. While the address
 * is not known, none is fetched: it would be fetched again as soon as it is.
 */
export function qrPicture(code: string, address: string): string {
  if (code === NO_SESSION || !address) return NO_QR;
  return `/api/qr/${code}.svg?at=${encodeURIComponent(address)}`;
}

declare const SPACED: unique symbol;
/** A session's code in two groups, as it is read aloud and typed. The words of home take it in no other form. */
export type SpacedCode = string & { readonly [SPACED]: true };
export const spacedCode = (code: string) => `${code.slice(0, 3)} ${code.slice(3)}` as SpacedCode;
