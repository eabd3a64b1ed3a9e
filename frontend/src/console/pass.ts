import { takeKey } from "../live/key";
import { randomId } from "../live/outbox";

/** What a console shows at the door: the session's code, a key, and which device it is. */
export interface Pass {
  code: string;
  key: string;
  device: string;
  /** Why it is not let in: the invitation was used before or is too old, or nobody answered. */
  refused: "" | "invitation" | "offline";
}

/**
 * How a console comes in: with the facilitator's key from its link, or once by an invitation, which gives
 * this device a key of its own. Both are kept for this tab, so that a reload is let in again.
 */
export async function takePass(): Promise<Pass> {
  const code = location.pathname.split("/")[1]?.toUpperCase() ?? "";
  const names = { key: `summe.${code}.console`, device: `summe.${code}.device` };
  const invitation = new URLSearchParams(location.hash.slice(1)).get("invite");
  let refused: Pass["refused"] = "";
  if (invitation) {
    const own = await accept(code, invitation);
    if (typeof own === "string") refused = own;
    else {
      sessionStorage.setItem(names.key, own.key);
      sessionStorage.setItem(names.device, own.device);
    }
    // Only while nobody answered does it stay in the address, so that a reload tries it again.
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

/** What kind of machine this is, so that it can be told from others in the list of devices. */
function machine(): string {
  return /iPhone|iPad|Android|Windows|Mac|Linux/.exec(navigator.userAgent)?.[0] ?? "";
}
