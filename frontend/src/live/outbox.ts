import { BrowserStorage } from "./storage";
import type { Command, Commands } from "./wire";

/** A command that has not been answered; `do` tells its arguments apart. */
export type Waiting = {
  [C in Command]: {
    id: string;
    do: C;
    args: Commands[C];
    /** It may have reached the server; what never left can simply be taken back. */
    sent?: boolean;
    /** The order they were asked in. */
    at?: number;
  };
}[Command];

/** 128 random bits in hex: a token, or the key of exactly-once. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

/**
 * Commands that have not been answered, kept so that a reload or a closed tab loses none. Each is an entry of
 * its own under its id: tabs share them, and one tab writing cannot undo what another has written.
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

  /** Whether it was still here: of several tabs that hear an answer, one takes it out. */
  remove(id: string): boolean {
    return this.storage.drop(this.prefix + id);
  }

  /** Tell when another tab has added or removed something. */
  watch(changed: () => void) {
    addEventListener("storage", ({ key }) => {
      if (key === null || key.startsWith(this.prefix)) changed();
    });
  }
}

function readable(text: string | null): Waiting[] {
  try {
    const waiting = JSON.parse(text ?? "") as Waiting;
    // With another id it is no command's, and the server would close the connection over it, again and again.
    return /^[\da-f]{32}$/.test(waiting.id) && typeof waiting.do === "string" ? [waiting] : [];
  } catch {
    return [];
  }
}
