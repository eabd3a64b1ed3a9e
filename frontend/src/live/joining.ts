/** What the hall types and scans: the address as it is read aloud, and the whole link. */
export interface Way {
  address: string;
  url: string;
}

/** The way in as the server tells it; while it does not answer, the one that this page came by. */
export async function wayIn(code: string): Promise<Way> {
  const own = { address: location.host, url: `${location.origin}/${code}` };
  try {
    const answer = await fetch(`/api/join/${code}`);
    return answer.ok ? ((await answer.json()) as Way) : own;
  } catch {
    return own;
  }
}
