import type { ConsoleState } from "./console.svelte";

/** The focus may be on its way from one window to another for this long. */
const CHANGING_MS = 2_000;

/**
 * Whether the keys of this computer, and of a clicker in it, get through: only while this window, or another of this browser
 * that shows the session, has the focus.
 */
export class Keyboard {
  /** When the focus left these windows, in milliseconds of the server's time; null while one of them has it. */
  #awaySince = $state<number | null>(null);
  /** The revision of the step in which Next or Back was last pressed on this computer; undefined before the first press. */
  #ledAt = $state<number>();

  constructor(private readonly app: Pick<ConsoleState, "live" | "now" | "step" | "lastAcknowledged">) {}

  get getsThrough(): boolean {
    return this.#awaySince === null || this.app.now - this.#awaySince < CHANGING_MS;
  }
  /**
   * Whether the facilitator counts on keys that do not get through: keys have moved the room, and no other console,
   * such as a remote, has moved it since.
   */
  get isMissed(): boolean {
    if (this.getsThrough || this.#ledAt === undefined) return false;
    return this.#revision <= Math.max(this.#ledAt, this.app.lastAcknowledged);
  }

  leads() {
    this.#ledAt = this.#revision;
  }
  focused(is: boolean) {
    this.#awaySince = is ? null : (this.#awaySince ?? this.app.live.now());
  }
  get #revision() {
    return this.app.step?.r ?? 0;
  }
}
