import { BrowserStorage } from "./storage";
import type { Command, Commands } from "./wire";

/** A command that has not been answered; `do` says which one, and so the type of its arguments. */
export type Waiting = {
  [C in Command]: {
    id: string;
    do: C;
    args: Commands[C];
    /** It was sent, and may have reached the server; one that was not can be dropped without asking the server. */
    sent?: boolean;
    /** When it was kept, in ms; it grows with every command, so that it gives their order. */
    at?: number;
  };
}[Command];

/** 128 random bits in hex: a participant's token, or a command's id, which is its idempotency key. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

/**
 * Commands that have not been answered, stored so that a reload or a closed tab loses none. Each is an entry of its
 * own under its id: tabs share the storage, and a tab that writes cannot overwrite another tab's commands.
 */
export class Outbox {
  #last = 0;

  constructor(
    private readonly prefix: string,
    private readonly storage = new BrowserStorage(),
  ) {}

  all(): Waiting[] {
    return this.storage
      .keys(this.prefix)
      .flatMap((key) => readable(this.storage.getItem(key)))
      .sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
  }

  keep(waiting: Waiting) {
    waiting.at ??= this.#last = Math.max(Date.now(), this.#last + 1);
    this.storage.setItem(this.prefix + waiting.id, JSON.stringify(waiting));
  }

  /** Remove a command. Returns whether it was still here: of several tabs that get its answer, one gets true. */
  remove(id: string): boolean {
    return this.storage.drop(this.prefix + id);
  }

  /** Note when the session was last emptied, 0 for never. Returns whether that is news: what waits is of before, then. */
  isStale(emptied = 0): boolean {
    const key = this.prefix + "emptied";
    const known = +(this.storage.getItem(key) ?? 0) === emptied;
    if (!known) this.storage.setItem(key, `${emptied}`);
    return !known;
  }

  /** Call `changed` whenever another tab has added or removed a command. */
  watch(changed: () => void) {
    addEventListener("storage", ({ key }) => {
      if (key === null || key.startsWith(this.prefix)) changed();
    });
  }
}

function readable(text: string | null): Waiting[] {
  try {
    const waiting = JSON.parse(text ?? "") as Waiting;
    // The server would close every connection on which a command with another kind of id is sent.
    return /^[\da-f]{32}$/.test(waiting.id) && typeof waiting.do === "string" ? [waiting] : [];
  } catch {
    return [];
  }
}
