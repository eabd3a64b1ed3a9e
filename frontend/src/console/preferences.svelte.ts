import { BrowserStorage } from "../live/storage";

const NAMES = {
  singleKeys: "summe.single-keys",
  clickerLetters: "summe.clicker-letters",
  light: "summe.light",
  addressSeen: "summe.address-seen",
};

/** The facilitator's preferences, kept in this browser. */
export class Preferences {
  #storage = new BrowserStorage();
  singleKeys = $state(this.#storage.getItem(NAMES.singleKeys) !== "off");
  /** Whether the clicker sends N and P for Next and Back. */
  clickerLetters = $state(this.#storage.getItem(NAMES.clickerLetters) === "on");
  light = $state(this.#storage.getItem(NAMES.light) === "on");

  /** The changed address that the facilitator has taken note of. */
  addressSeen = $state(this.#storage.getItem(NAMES.addressSeen));

  setAddressSeen(address: string) {
    this.addressSeen = address;
    this.#storage.setItem(NAMES.addressSeen, address);
  }
  setSingleKeys(on: boolean) {
    this.singleKeys = on;
    this.#storage.setItem(NAMES.singleKeys, on ? "on" : "off");
  }
  setClickerLetters(on: boolean) {
    this.clickerLetters = on;
    this.#storage.setItem(NAMES.clickerLetters, on ? "on" : "off");
  }
  setLight(on: boolean) {
    this.light = on;
    this.#storage.setItem(NAMES.light, on ? "on" : "off");
  }
}
