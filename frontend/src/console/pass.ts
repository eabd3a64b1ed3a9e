import { takeKey } from "../live/key";
import { randomId } from "../live/outbox";

/** What a console shows at the door: the session's code, a key, and which device it is. */
export interface Pass {
  code: string;
  key: string;
  device: string;
  /** The invitation was used before, or too old. */
  refused: boolean;
}

/**
 * How a console comes in: with the facilitator's key from its link, or once by an invitation, which gives
 * this device a key of its own. Both are kept for this tab, so that a reload is let in again.
 */
export async function takePass(): Promise<Pass> {
  const code = location.pathname.split("/")[1]?.toUpperCase() ?? "";
  const names = { key: `summe.${code}.console`, device: `summe.${code}.device` };
  const invitation = new URLSearchParams(location.hash.slice(1)).get("invite");
  let refused = false;
  if (invitation) {
    history.replaceState(null, "", location.pathname);
    const own = await accept(code, invitation);
    if (own) {
      sessionStorage.setItem(names.key, own.key);
      sessionStorage.setItem(names.device, own.device);
    }
    refused = !own && !sessionStorage.getItem(names.key);
  }
  const device = sessionStorage.getItem(names.device) ?? randomId();
  sessionStorage.setItem(names.device, device);
  return { code, key: takeKey(names.key), device, refused };
}

async function accept(code: string, invitation: string): Promise<{ device: string; key: string } | null> {
  const answer = await fetch(`/api/sessions/${code}/devices`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ invitation, name: machine() }),
  });
  return answer.ok ? ((await answer.json()) as { device: string; key: string }) : null;
}

/** What kind of machine this is, so that it can be told from others in the list of devices. */
function machine(): string {
  return /iPhone|iPad|Android|Windows|Mac|Linux/.exec(navigator.userAgent)?.[0] ?? "";
}
