import { BrowserStorage } from "./storage";

const DAY_MS = 86_400_000;
const KIND = "typed";

/**
 * Half-written texts of a facilitator's or organiser's dialogs. Each is kept in this browser until it is sent or
 * discarded, for a day at most, so that a dialog may close at any time.
 */
export class TypedTexts {
  /** `owner` is the session's code, or the page's name. */
  constructor(
    private readonly owner: string,
    private readonly storage = new BrowserStorage(),
  ) {
    for (const key of storage.keys("summe.")) {
      if (key.split(".")[2] !== KIND) continue;
      const at = parsed(storage.getItem(key))?.at;
      if (at === undefined || Date.now() - at > DAY_MS) storage.drop(key);
    }
  }

  get<Typed>(name: string): Typed | undefined {
    return parsed(this.storage.getItem(this.#key(name)))?.typed as Typed | undefined;
  }
  keep(name: string, typed: unknown) {
    this.storage.setItem(this.#key(name), JSON.stringify({ typed, at: Date.now() }));
  }
  drop(name: string) {
    this.storage.drop(this.#key(name));
  }
  /** The names of kept texts that begin with `start`. */
  names(start: string): string[] {
    const prefix = this.#key("");
    return this.storage.keys(prefix + start).map((key) => key.slice(prefix.length));
  }

  #key(name: string): string {
    return `summe.${this.owner}.${KIND}.${name}`;
  }
}

function parsed(kept: string | null): { typed: unknown; at: number } | undefined {
  try {
    const value = JSON.parse(kept ?? "") as { typed: unknown; at: number };
    return typeof value.at === "number" ? value : undefined;
  } catch {
    return undefined;
  }
}
