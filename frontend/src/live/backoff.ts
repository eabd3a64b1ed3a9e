/** Exponential backoff in ms, with full jitter, so that the phones of a hall do not reconnect in step. */
export function backoff(attempt: number, random = Math.random): number {
  return random() * Math.min(10_000, 500 * 2 ** attempt);
}

/** Delay in ms before reconnecting after the server has announced a disconnect, which all screens get at once. */
export function afterBye(random = Math.random): number {
  return random() * 5_000;
}
