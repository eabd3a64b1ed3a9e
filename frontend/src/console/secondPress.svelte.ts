import { uptime } from "../live/servertime";

/** How long a first press waits for its second one. */
export const ARMED_MS = 6_000;
/** A second press of the same control within this time is a bouncing key or a double click, and is ignored. */
export const BOUNCE_MS = 400;

/**
 * What a stray press must not do takes two: the first one arms it, the second one within `ARMED_MS` does it. What is
 * armed is named by the control and by all on which its effect depends, so that a change of that disarms it.
 */
export class SecondPress {
  #armed = $state("");
  // The time of the first press: `setTimeout` stands still while the computer sleeps, so it cannot be relied on alone.
  #at = -ARMED_MS;
  #disarm: ReturnType<typeof setTimeout> | undefined;

  isArmed(what: string): boolean {
    return this.#armed === what;
  }
  /** Whether this press is the second one. */
  press(what: string): boolean {
    const waited = uptime() - this.#at;
    const isSecond = this.isArmed(what) && waited <= ARMED_MS;
    if (isSecond && waited < BOUNCE_MS) return false;
    this.disarm();
    if (isSecond) return true;
    this.#armed = what;
    this.#at = uptime();
    this.#disarm = setTimeout(() => this.disarm(), ARMED_MS);
    return false;
  }
  /** Forget the first press; whether there was one. */
  disarm(): boolean {
    const was = this.#armed !== "";
    clearTimeout(this.#disarm);
    this.#armed = "";
    return was;
  }
}
