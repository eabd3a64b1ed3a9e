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

/** Fetch how to join from the server; undefined when it does not answer. */
export async function wayIn(code: string): Promise<Way | undefined> {
  try {
    const answer = await fetch(`/api/join/${code}`);
    return answer.ok ? ((await answer.json()) as Way) : undefined;
  } catch {
    return undefined;
  }
}

/** The QR code's picture. One for another address has another URL, so that no browser shows a kept one. */
export function qrPicture(code: string, address: string): string {
  return `/api/qr/${code}.svg?at=${encodeURIComponent(address)}`;
}

/** A session's code in two groups, as it is read aloud and typed. */
export const spacedCode = (code: string) => `${code.slice(0, 3)} ${code.slice(3)}`;
