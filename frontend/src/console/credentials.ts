/** With which key a console connects, and how it gets one. */
import { takeKey } from "../live/key";
import { randomId } from "../live/outbox";

/** What a console authenticates with: the session's code, a key, and which device it is. */
export interface Credentials {
  code: string;
  key: string;
  device: string;
  /** Why it has no key: the invitation was used before or is too old, or the server did not answer. */
  refused: "" | "invitation" | "offline";
}

/**
 * The facilitator's key from this console's link, or a key of this device's own, for which an invitation is
 * exchanged once. Both are kept for this tab, so that a reload still has them.
 */
export async function takeCredentials(): Promise<Credentials> {
  const code = location.pathname.split("/")[1]?.toUpperCase() ?? "";
  const names = { key: `summe.${code}.console`, device: `summe.${code}.device` };
  const invitation = new URLSearchParams(location.hash.slice(1)).get("invite");
  let refused: Credentials["refused"] = "";
  if (invitation) {
    const own = await accept(code, invitation);
    if (typeof own === "string") refused = own;
    else {
      sessionStorage.setItem(names.key, own.key);
      sessionStorage.setItem(names.device, own.device);
    }
    // It stays in the address only if the server did not answer, so that a reload tries it again.
    if (refused !== "offline") history.replaceState(null, "", location.pathname);
    if (sessionStorage.getItem(names.key)) refused = "";
  }
  const device = sessionStorage.getItem(names.device) ?? randomId();
  sessionStorage.setItem(names.device, device);
  return { code, key: takeKey(names.key), device, refused };
}

async function accept(
  code: string,
  invitation: string,
): Promise<{ device: string; key: string } | "invitation" | "offline"> {
  try {
    const answer = await fetch(`/api/sessions/${code}/devices`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ invitation, name: machine() }),
    });
    return answer.ok ? ((await answer.json()) as { device: string; key: string }) : "invitation";
  } catch {
    return "offline";
  }
}

/** What kind of machine this is, by which the list of devices tells it from others. */
function machine(): string {
  return /iPhone|iPad|Android|Windows|Mac|Linux/.exec(navigator.userAgent)?.[0] ?? "";
}
