import { BrowserStorage } from "../live/storage";

const NAMES = { singleKeys: "summe.single-keys", light: "summe.light" };

/** The facilitator's preferences, kept in this browser: shortcuts of one key, and light instead of dark. */
export class Preferences {
  #storage = new BrowserStorage();
  singleKeys = $state(this.#storage.getItem(NAMES.singleKeys) !== "off");
  light = $state(this.#storage.getItem(NAMES.light) === "on");

  setSingleKeys(on: boolean) {
    this.singleKeys = on;
    this.#storage.setItem(NAMES.singleKeys, on ? "on" : "off");
  }
  setLight(on: boolean) {
    this.light = on;
    this.#storage.setItem(NAMES.light, on ? "on" : "off");
  }
}
