import { invite, isBoard, type DeviceRole, type Invitation } from "../../live/invitation";
import type { ConsoleState } from "../console.svelte";

/**
 * The invitation that a dialog shows; another one takes its place when it is asked for. A device that has come by a
 * code since it was made has used it up, and it stays used up when that device is locked out again.
 */
export class ShownInvitation {
  made = $state<Invitation | null>(null);
  failed = $state(false);
  isUsed = $state(false);
  #before: string[] = $state([]);

  constructor(
    private readonly app: ConsoleState,
    private readonly role: DeviceRole,
  ) {
    $effect(() => {
      if (this.made && this.guest !== undefined) this.isUsed = true;
    });
  }

  /** The device that has come by the code, as long as it is let in. */
  get guest(): string | undefined {
    return Object.keys(this.app.devices).find((id) => {
      const came =
        this.role === "board" ? isBoard(id) : !isBoard(id) && this.app.presence?.devices[id]?.invited;
      return came && !this.#before.includes(id);
    });
  }

  /** Milliseconds that it is still valid for. */
  get left() {
    return this.made ? this.made.expires_at_ms - this.app.now : 0;
  }
  /** The invitation while it is valid. */
  get valid() {
    return this.left > 0 && !this.isUsed ? this.made : null;
  }

  async make() {
    try {
      this.made = await invite(this.app.key, this.app.code, this.role);
      this.failed = this.isUsed = false;
      this.#before = Object.keys(this.app.devices);
    } catch {
      this.made = null;
      this.failed = true;
    }
  }
}
