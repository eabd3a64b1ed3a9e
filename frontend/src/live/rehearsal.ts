/** The HTTP client of rehearsals: begin one, read its figures, steer it, and erase it. */
import { IdempotencyKey } from "./idempotencyKey";
import { keyIn, showScreen } from "./key";
import { ask } from "./organiser";

export interface RehearsalWish {
  phones: number;
  minutes: number;
  lead: boolean;
}
export interface Figures {
  phones: number;
  joined: number;
  connected: number;
  sent: number;
  errors: number;
  leading: boolean;
  paused: boolean;
  speed: number;
  checked: number;
  equal: number;
  ended: boolean;
}
interface Begun extends Figures {
  code: string;
  links: { console: string };
}
export const freshWish = (): RehearsalWish => ({ phones: 120, minutes: 20, lead: false });
const opening = new IdempotencyKey();

/**
 * Begin a rehearsal. `at` is the code of the session to rehearse beside, or of a rehearsal without people, which gets
 * new ones; from home it is null.
 */
export async function begin(key: string, at: string | null, wish: object): Promise<Begun> {
  const path = at ? `sessions/${at}/rehearsal` : "rehearsals";
  return opening.send(async (once) => (await (await ask(key, "POST", path, wish, once)).json()) as Begun);
}
/** Begin a rehearsal and show its console in a new tab. Returns null, or the console's address if that is blocked. */
export async function beginInTab(beginning: () => Promise<Begun>): Promise<string | null> {
  // Browsers allow a new tab only while the press is handled, so it is opened before its address is known.
  const tab = open("", "_blank");
  try {
    const { code, links } = await beginning();
    // Without the origin: this computer may reach the server by another name than the link's.
    const { pathname, hash } = new URL(links.console);
    if (!tab) return pathname + hash;
    showScreen(tab, code, "console", keyIn(links.console));
    return null;
  } catch (error) {
    tab?.close();
    throw error;
  }
}
export async function figures(key: string, code: string): Promise<Figures> {
  return (await (await ask(key, "GET", `sessions/${code}/rehearsal`)).json()) as Figures;
}
export type Order = "pause" | "resume" | "flood" | "stop" | "speed";
export async function tell(key: string, code: string, order: Order, body?: object): Promise<void> {
  await ask(key, "POST", `sessions/${code}/rehearsal/${order}`, body);
}
export async function wipe(key: string, code: string): Promise<void> {
  await ask(key, "DELETE", `sessions/${code}/rehearsal`);
}
