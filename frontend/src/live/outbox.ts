export interface Waiting {
  id: string;
  do: string;
  args: Record<string, unknown>;
}

/** 128 random bits in hex: a token, or the key of exactly-once. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

/** Commands that have not been answered, kept in storage so that a reload or a closed tab loses none. */
export class Outbox {
  constructor(
    private readonly key: string,
    private readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem"> = localStorage,
  ) {}

  all(): Waiting[] {
    try {
      return JSON.parse(this.storage.getItem(this.key) ?? "[]") as Waiting[];
    } catch {
      return [];
    }
  }

  add(waiting: Waiting) {
    this.#keep([...this.all(), waiting]);
  }

  remove(id: string) {
    this.#keep(this.all().filter((waiting) => waiting.id !== id));
  }

  #keep(all: Waiting[]) {
    try {
      if (all.length) this.storage.setItem(this.key, JSON.stringify(all));
      else this.storage.removeItem(this.key);
    } catch {
      // Storage is full or forbidden: the command still goes out, it only would not survive a reload.
    }
  }
}
