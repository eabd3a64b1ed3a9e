const SAMPLES = 8;

/** Server time on this device: the offset of the quickest of the last round trips, counted monotonically. */
export class ServerTime {
  #samples: { trip: number; offset: number }[] = [];

  /** `sent` and `received` in performance.now() milliseconds, `serverMs` what the server's clock said. */
  sample(sent: number, received: number, serverMs: number) {
    const trip = received - sent;
    this.#samples.push({ trip, offset: serverMs + trip / 2 - received });
    if (this.#samples.length > SAMPLES) this.#samples.shift();
  }

  now(): number {
    const best = this.#samples.reduce((a, b) => (b.trip < a.trip ? b : a), { trip: Infinity, offset: NaN });
    return Number.isNaN(best.offset) ? Date.now() : performance.now() + best.offset;
  }
}
