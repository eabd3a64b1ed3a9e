/** A rehearsal as the server tells of it, and what can be asked of one over HTTP. */
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

/** Beside a real session; into a rehearsal that has nobody. `at` is a session's code or, from home, nothing. */
export async function begin(key: string, at: string | null, wish: object): Promise<Begun> {
  const path = at ? `sessions/${at}/rehearsal` : "rehearsals";
  return (await (await ask(key, "POST", path, wish)).json()) as Begun;
}
/** Begins one and shows its console in a tab of its own; the console's address where the browser forbids that. */
export async function beginInTab(beginning: () => Promise<Begun>): Promise<string | null> {
  // A tab must be opened while the press is still being answered; its address comes later.
  const tab = open("", "_blank");
  try {
    const { code, links } = await beginning();
    // As this computer reaches the server, whatever name others know it by.
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
