import { invite, type DeviceRole, type Invitation } from "../../live/invitation";
import type { ConsoleState } from "../console.svelte";

/** The invitation that a dialog shows; another one takes its place when it is asked for. */
export class ShownInvitation {
  made = $state<Invitation | null>(null);
  failed = $state(false);

  constructor(
    private readonly app: ConsoleState,
    private readonly role: DeviceRole,
  ) {}

  /** Milliseconds that it is still valid for. */
  get left() {
    return this.made ? this.made.expires_at_ms - this.app.now : 0;
  }
  /** The invitation while it is valid. */
  get valid() {
    return this.left > 0 ? this.made : null;
  }

  async make() {
    try {
      this.made = await invite(this.app.key, this.app.code, this.role);
      this.failed = false;
    } catch {
      this.made = null;
      this.failed = true;
    }
  }
}
