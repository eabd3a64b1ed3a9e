/**
 * The key that opens this page. It is kept for this tab alone, and in no address for longer than it takes to read:
 * a browser remembers the addresses that it has been at.
 */
import { BrowserStorage } from "./storage";

/** The screens of a session that need a key. */
export type KeyedScreen = "board" | "console" | "report";

const kept = new BrowserStorage(ownSession());

function ownSession(): Storage | null {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

/** Under which name a tab keeps the organiser's key. */
export const ORGANISER = "summe.organiser";

/** Under which name a tab keeps what belongs to a screen of a session. */
export const keptAs = (code: string, what: KeyedScreen | "device") => `summe.${code}.${what}`;

/** The code of the session in this page's address. */
export const codeInAddress = () => location.pathname.split("/")[1]?.toUpperCase() ?? "";

const inFragment = (hash: string) => new URLSearchParams(hash.slice(1));

/** The key in a link; "" in one without. */
export const keyIn = (link: string) => inFragment(new URL(link).hash).get("key") ?? "";

export const invitationInAddress = () => inFragment(location.hash).get("invite") ?? "";

/** Take key and invitation out of the address, and out of this tab's history. */
export function cleanAddress() {
  history.replaceState(null, "", location.pathname);
}

/** What this tab keeps under a name; "" when it keeps nothing. */
export const keptKey = (name: string) => kept.getItem(name) ?? "";

/** Keep this page's key. Where the tab can keep nothing it stays in the address, so that a reload still has it. */
export function keepKey(name: string, key: string) {
  kept.setItem(name, key);
  if (kept.forgets) history.replaceState(null, "", `${location.pathname}#key=${encodeURIComponent(key)}`);
}

/** Keep which device this tab is; the server knows it by its key as well. */
export function keepDeviceId(name: string, device: string) {
  kept.setItem(name, device);
}

export function dropKey(name: string) {
  if (kept.forgets) cleanAddress();
  kept.drop(name);
}

/** The key from the address, or the one that this tab keeps; "" when there is none. */
export function takeKey(name: string): string {
  const given = inFragment(location.hash).get("key");
  if (given) {
    cleanAddress();
    keepKey(name, given);
  }
  return keptKey(name);
}

// A link that is opened where its page is already open changes only the fragment: the page begins again with it.
addEventListener("hashchange", () => {
  const given = inFragment(location.hash);
  if (given.has("key") || given.has("invite")) location.reload();
});

/** Open a page of this server in a tab of its own, which then has this key, under its name, and no other. */
export function openPage(path: string, name: string, key: string, target = "_blank") {
  const tab = open("", target);
  if (tab) showPage(tab, path, name, key);
}

/** Open a screen in a tab of its own. */
export function openScreen(code: string, screen: KeyedScreen, key: string, target = "_blank") {
  openPage(`/${code}/${screen}`, keptAs(code, screen), key, target);
}

/** Show a screen in this tab, which must be empty or one of ours. */
export function showScreen(tab: Window, code: string, screen: KeyedScreen, key: string) {
  showPage(tab, `/${code}/${screen}`, keptAs(code, screen), key);
}

function showPage(tab: Window, path: string, name: string, key: string) {
  try {
    tab.sessionStorage.clear();
    tab.sessionStorage.setItem(name, key);
    tab.location.replace(path);
  } catch {
    // It cannot keep anything, or has gone to another site meanwhile: the key comes as in a link.
    const page = path.split("#")[0]!;
    tab.location.replace(`${location.origin}${page}#key=${encodeURIComponent(key)}`);
  }
  tab.focus();
}
