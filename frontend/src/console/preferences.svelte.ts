const NAMES = { singleKeys: "summe.single-keys", light: "summe.light" };

/** The facilitator's preferences, kept in this browser: shortcuts of one key, and light instead of dark. */
export class Preferences {
  singleKeys = $state(localStorage.getItem(NAMES.singleKeys) !== "off");
  light = $state(localStorage.getItem(NAMES.light) === "on");

  setSingleKeys(on: boolean) {
    this.singleKeys = on;
    localStorage.setItem(NAMES.singleKeys, on ? "on" : "off");
  }
  setLight(on: boolean) {
    this.light = on;
    localStorage.setItem(NAMES.light, on ? "on" : "off");
  }
}
