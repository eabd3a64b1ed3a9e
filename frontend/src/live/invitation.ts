/** One-time codes: made on home or a console, typed on the computer where a board or a console is to be opened. */
import { keepInTab, keptAs, keptKey } from "./key";
import { ask } from "./organiser";
import { randomId } from "./outbox";

export type DeviceRole = "board" | "console";
/** What an invitation is for; with `grouping` a console that may only group questions. */
export type Purpose = DeviceRole | "grouping";
export interface Invitation {
  invitation: string;
  expires_at_ms: number;
  /** The screen's address, with the code in its fragment. */
  link: string;
}
export interface DeviceKey {
  device: string;
  key: string;
}
/** Why a code was not exchanged: it is not valid in this session, or the server did not answer or failed. */
export type NotTaken = "invalid" | "offline";

export const LETTERS = 8;

/** Make an invitation; `name` is whom it is for, as consoles are to call the device. */
export async function invite(key: string, code: string, role: Purpose, name = ""): Promise<Invitation> {
  const answer = await ask(key, "POST", `sessions/${code}/invitations`, { role, name });
  return (await answer.json()) as Invitation;
}

/** The address where the code is typed, as it is read aloud: without scheme and fragment. */
export const addressOf = ({ link }: Invitation) => link.replace(/^https?:\/\/|#.*$/g, "");

/** The letters of a typed or pasted code; the text may be its whole link. */
export const lettersOf = (typed: string) =>
  typed
    .split("=")
    .at(-1)!
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, "");

/** The letters in two groups, as they are shown and typed: `ABCD-EFGH`. */
export const grouped = (letters: string) =>
  letters.length > LETTERS / 2 ? `${letters.slice(0, LETTERS / 2)}-${letters.slice(LETTERS / 2)}` : letters;

/**
 * Exchange a code for a key of this device's own. The answer may be lost: this tab, also after a reload, sends the same
 * code under the same idempotency key, and gets the answer then.
 */
export async function redeem(
  code: string,
  invitation: string,
  role: DeviceRole,
): Promise<DeviceKey | NotTaken> {
  try {
    const answer = await fetch(`/api/sessions/${code}/devices`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": keyOf(code, invitation) },
      body: JSON.stringify({ invitation, role, name: machine() }),
    });
    if (answer.ok) return (await answer.json()) as DeviceKey;
    return answer.status >= 500 ? "offline" : "invalid";
  } catch {
    return "offline";
  }
}

/** The idempotency key of this tab's newest code. */
function keyOf(code: string, invitation: string): string {
  const name = keptAs(code, "redeeming");
  const [newest, key] = keptKey(name).split(" ");
  if (newest === invitation && key) return key;
  const made = randomId();
  keepInTab(name, `${invitation} ${made}`);
  return made;
}

/** The kind of this machine, or ""; it is this device's name in the list of devices. */
function machine(): string {
  return /iPhone|iPad|Android|Windows|Mac|Linux/.exec(navigator.userAgent)?.[0] ?? "";
}

/** Whether a device in the list is a board that was opened by a code; its id says so. */
export const isBoard = (device: string) => device.startsWith("board-");
/** The device that a key is of, if it is a device's own; "" for the keys of roles. */
export const deviceOf = (key: string) => /^((?:board-|group-)?[0-9a-f]{16})\../.exec(key)?.[1] ?? "";
/** Whether a device in the list is a console that may only group questions. */
export const isForGrouping = (device: string) => device.startsWith("group-");
/** A few letters of a device's id, which distinguish devices of the same name. */
export const lettersOfDevice = (device: string) => device.replace(/^(board|group)-/, "").slice(0, 4);
