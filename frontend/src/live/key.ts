/**
 * The key of this page. It is kept in `sessionStorage`, for this tab alone, and removed from the address as soon as it
 * is read, since a browser keeps a history of addresses.
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

/** The name under which a tab keeps the organiser's key. */
export const ORGANISER = "summe.organiser";

/** The name under which a tab keeps a screen's key, its device id, or the one-time code being redeemed, for a session. */
export const keptAs = (code: string, what: KeyedScreen | "device" | "redeeming") => `summe.${code}.${what}`;

/** The code of the session in this page's address. */
export const codeInAddress = () => location.pathname.split("/")[1]?.toUpperCase() ?? "";

const inFragment = (hash: string) => new URLSearchParams(hash.slice(1));

/** The key in a link; "" if there is none. */
export const keyIn = (link: string) => inFragment(new URL(link).hash).get("key") ?? "";

export const invitationInAddress = () => inFragment(location.hash).get("invite") ?? "";

/** Remove key and one-time code from the address, and from this tab's history. */
export function cleanAddress() {
  history.replaceState(null, "", location.pathname);
}

/** What this tab keeps under a name; "" if nothing. */
export const keptKey = (name: string) => kept.getItem(name) ?? "";

/** Keep this page's key. Where nothing can be stored, it stays in the address, so that a reload still has it. */
export function keepKey(name: string, key: string) {
  kept.setItem(name, key);
  if (kept.forgets) history.replaceState(null, "", `${location.pathname}#key=${encodeURIComponent(key)}`);
}

/** Keep what a reload may do without, such as this tab's device id, which the server also knows by the key. */
export function keepInTab(name: string, value: string) {
  kept.setItem(name, value);
}

export function dropKey(name: string) {
  if (kept.forgets) cleanAddress();
  kept.drop(name);
}

/** Move the key from the address into this tab. Returns the key that this tab keeps; "" if there is none. */
export function takeKey(name: string): string {
  const given = inFragment(location.hash).get("key");
  if (given) {
    cleanAddress();
    keepKey(name, given);
  }
  return keptKey(name);
}

// A link that is opened in a tab with the same page changes only the fragment: reload, so that the page takes the key.
addEventListener("hashchange", () => {
  const given = inFragment(location.hash);
  if (given.has("key") || given.has("invite")) location.reload();
});

/** Open a page of this server in another tab, which then keeps this key, under this name, and no other. */
export function openPage(path: string, name: string, key: string, target = "_blank") {
  const tab = open("", target);
  if (tab) showPage(tab, path, name, key);
}

/** Open a screen in another tab. */
export function openScreen(code: string, screen: KeyedScreen, key: string, target = "_blank") {
  openPage(`/${code}/${screen}`, keptAs(code, screen), key, target);
}

/** Show a screen in `tab`, which must be blank or have a page of this server. */
export function showScreen(tab: Window, code: string, screen: KeyedScreen, key: string) {
  showPage(tab, `/${code}/${screen}`, keptAs(code, screen), key);
}

function showPage(tab: Window, path: string, name: string, key: string) {
  try {
    tab.sessionStorage.clear();
    tab.sessionStorage.setItem(name, key);
    tab.location.replace(path);
  } catch {
    // The tab cannot store anything, or has gone to another site meanwhile: pass the key in the fragment.
    const page = path.split("#")[0]!;
    tab.location.replace(`${location.origin}${page}#key=${encodeURIComponent(key)}`);
  }
  tab.focus();
}
