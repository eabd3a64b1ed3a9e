const SAMPLES = 8;
// No clock strays so far from the other by itself between two looks at them.
const APART_MS = 500;

let apart = Date.now() - performance.now();
let slept = 0;
/** The uptime at which the two clocks were last seen to part: a sleep has ended, or the wall clock was set. */
export let parted = 0;

/**
 * Milliseconds since the page began. performance.now() stands still while the device sleeps, so what the wall clock
 * has gained on it is added; a wall clock that was set forward looks the same, until the server is asked again.
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

/** Server time on this device: the offset of the quickest of the last round trips. */
export class ServerTime {
  #samples: { sent: number; trip: number; offset: number }[] = [];
  #offset = NaN;

  /** `sent` and `received` in milliseconds of `uptime`, `serverMs` what the server's clock said. */
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
