/** How to join a session: the address that is read aloud and typed, and the URL in the QR code. */
export interface Way {
  address: string;
  url: string;
}

/** Fetch how to join from the server; while it does not answer, the result is made of this page's own address. */
export async function wayIn(code: string): Promise<Way> {
  const own = { address: location.host, url: `${location.origin}/${code}` };
  try {
    const answer = await fetch(`/api/join/${code}`);
    return answer.ok ? ((await answer.json()) as Way) : own;
  } catch {
    return own;
  }
}
