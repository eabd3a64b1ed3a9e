import { invite, isBoard, type Invitation, type Purpose } from "../../live/invitation";
import type { ConsoleState } from "../console.svelte";

/**
 * The invitation that a dialog shows, until `make` replaces it. It counts as used once a device has come by a code
 * after it was made, also when that device is revoked later.
 */
export class ShownInvitation {
  made = $state<Invitation | null>(null);
  failed = $state(false);
  /** What the device that comes by it may do. */
  role = $state<Purpose>("console");
  /** Whom it is for; "" leaves the name to the device. */
  name = $state("");
  isUsed = $state(false);
  #before: string[] = $state([]);

  constructor(
    private readonly app: ConsoleState,
    role: Purpose,
  ) {
    this.role = role;
    $effect(() => {
      if (this.made && this.guest !== undefined) this.isUsed = true;
    });
  }

  /** The id of the device that has come by the code, until it is revoked. */
  get guest(): string | undefined {
    return Object.keys(this.app.devices).find((id) => {
      const came =
        this.role === "board" ? isBoard(id) : !isBoard(id) && this.app.presence?.devices[id]?.invited;
      return came && !this.#before.includes(id);
    });
  }

  /** For how many milliseconds it is still valid. */
  get left() {
    return this.made ? this.made.expires_at_ms - this.app.now : 0;
  }
  /** The invitation while it is valid and unused. */
  get valid() {
    return this.left > 0 && !this.isUsed ? this.made : null;
  }

  async make() {
    try {
      this.made = await invite(this.app.key, this.app.code, this.role, this.name);
      this.failed = this.isUsed = false;
      this.#before = Object.keys(this.app.devices);
    } catch {
      this.made = null;
      this.failed = true;
    }
  }
}
