/** How long to wait before trying again, in ms: full jitter, so that a hall does not come back in step. */
export function backoff(attempt: number, random = Math.random): number {
  return random() * Math.min(10_000, 500 * 2 ** attempt);
}

/** The same where the server has said that it will be back: everybody is told at once. */
export function afterBye(random = Math.random): number {
  return random() * 5_000;
}
