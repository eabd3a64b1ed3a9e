/** One-time codes: made where a session can be led, typed on the computer that shall show a board or a console. */
import { ask } from "./organiser";

export type DeviceRole = "board" | "console";
export interface Invitation {
  invitation: string;
  expires_at_ms: number;
  /** Has the code behind its `#`. */
  link: string;
}
export interface DeviceKey {
  device: string;
  key: string;
}
/** Why a code was not taken: it is not valid in this session, or the server did not answer. */
export type NotTaken = "invalid" | "offline";

export const LETTERS = 8;

export async function invite(key: string, code: string, role: DeviceRole): Promise<Invitation> {
  return (await (await ask(key, "POST", `sessions/${code}/invitations`, { role })).json()) as Invitation;
}

/** Where the code is typed, as it is read aloud. */
export const addressOf = ({ link }: Invitation) => link.replace(/^https?:\/\/|#.*$/g, "");

/** The letters of a typed or pasted code; the text may be its whole link. */
export const lettersOf = (typed: string) =>
  typed
    .split("=")
    .at(-1)!
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, "");

/** In two groups, as it is shown and typed. */
export const grouped = (letters: string) =>
  letters.length > LETTERS / 2 ? `${letters.slice(0, LETTERS / 2)}-${letters.slice(LETTERS / 2)}` : letters;

/** Exchange a code for a key of this device's own. */
export async function redeem(
  code: string,
  invitation: string,
  role: DeviceRole,
): Promise<DeviceKey | NotTaken> {
  try {
    const answer = await fetch(`/api/sessions/${code}/devices`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ invitation, role, name: machine() }),
    });
    if (answer.ok) return (await answer.json()) as DeviceKey;
    return answer.status >= 500 ? "offline" : "invalid";
  } catch {
    return "offline";
  }
}

/** What kind of machine this is, by which the list of devices tells it from others. */
function machine(): string {
  return /iPhone|iPad|Android|Windows|Mac|Linux/.exec(navigator.userAgent)?.[0] ?? "";
}

/** Whether a device in the list is a board that was opened by a code; its id says so. */
export const isBoard = (device: string) => device.startsWith("board-");
