const SAMPLES = 8;
// A larger difference between two readings of the clocks means sleep or a wall clock that was set, not drift.
const APART_MS = 500;

let apart = Date.now() - performance.now();
let slept = 0;
/** The uptime at which the clocks were last seen to differ by more: a sleep has ended, or the wall clock was set. */
export let parted = 0;

/**
 * Milliseconds since the page was opened, sleep included. `performance.now()` stops while the device sleeps, so what
 * the wall clock has gained on it is added. A wall clock that was set forward looks like a sleep, which makes server
 * time wrong until the next sample.
 */
export function uptime(): number {
  const awake = performance.now();
  const gained = Date.now() - awake - apart;
  apart += gained;
  if (Math.abs(gained) > APART_MS) {
    slept += Math.max(0, gained);
    parted = awake + slept;
  }
  return awake + slept;
}

/** An estimate of server time, by the offset that the quickest of the last round trips has measured. */
export class ServerTime {
  #samples: { sent: number; trip: number; offset: number }[] = [];
  #offset = NaN;

  /** Add a round trip: `sent` and `received` are in milliseconds of `uptime`, `serverMs` is the server's clock. */
  sample(sent: number, received: number, serverMs: number) {
    const trip = received - sent;
    const samples = [...this.#samples, { sent, trip, offset: serverMs + trip / 2 - received }];
    this.#samples = samples.filter((one) => one.sent >= parted).slice(-SAMPLES);
    if (sent >= parted) this.#offset = this.#samples.reduce((a, b) => (b.trip < a.trip ? b : a)).offset;
  }

  now(): number {
    return uptime() + this.#offset || Date.now();
  }
}
