/** Credentials: the key with which a console connects, and how it gets one. */
import {
  invitationInAddress,
  cleanAddress,
  codeInAddress,
  keepInTab,
  keepKey,
  keptAs,
  keptKey,
  takeKey,
} from "../live/key";
import { deviceOf, redeem, type DeviceKey } from "../live/invitation";
import { randomId } from "../live/outbox";

/** What a console authenticates with: the session's code, a key, and which device it is. */
export interface Credentials {
  code: string;
  key: string;
  device: string;
  /** Why it has no key: it came without one, its invitation is no longer valid, or the server did not answer. */
  refused: "" | "no_key" | "invitation" | "offline";
}

/**
 * The facilitator's key from this console's link, or a key of this device's own, for which an invitation is
 * exchanged once. Both are kept for this tab, so that a reload still has them.
 */
export async function takeCredentials(): Promise<Credentials> {
  const code = codeInAddress();
  const invitation = invitationInAddress();
  let refused: Credentials["refused"] = "";
  if (invitation) {
    const own = await redeem(code, invitation, "console");
    if (typeof own === "string") refused = own === "offline" ? own : "invitation";
    // The invitation stays in the address only if the server did not answer, so that a reload tries it again.
    if (refused !== "offline") cleanAddress();
    if (typeof own !== "string") keepDevice(code, own);
  }
  const key = takeKey(keptAs(code, "console"));
  if (key) refused = "";
  else refused ||= "no_key";
  // A device's own key says which it is, also where it came by a link, or nothing else was stored.
  const device = deviceOf(key) || keptKey(keptAs(code, "device")) || randomId();
  keepInTab(keptAs(code, "device"), device);
  return { code, key, device, refused };
}

/** Keep a key of this device's own, with which the page connects when it is loaded again. */
export function keepDevice(code: string, { device, key }: DeviceKey) {
  keepKey(keptAs(code, "console"), key);
  keepInTab(keptAs(code, "device"), device);
}
