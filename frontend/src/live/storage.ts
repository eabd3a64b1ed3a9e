/**
 * What this browser keeps between reloads. Where storage is forbidden or full, it is kept for as long as the page is
 * open; callers need not know.
 */
type Store = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

function own(): Store | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

export class BrowserStorage {
  #loose = new Map<string, string>();

  constructor(private readonly store: Store | null = own()) {}

  getItem(key: string): string | null {
    return this.#loose.get(key) ?? this.store?.getItem(key) ?? null;
  }

  setItem(key: string, value: string) {
    this.#loose.delete(key);
    try {
      if (this.store) return this.store.setItem(key, value);
    } catch {
      // Full or forbidden.
    }
    this.#loose.set(key, value);
  }

  /** Whether there was something to drop. */
  drop(key: string): boolean {
    const had = this.getItem(key) !== null;
    this.#loose.delete(key);
    this.store?.removeItem(key);
    return had;
  }

  keys(prefix: string): string[] {
    const stored = Array.from({ length: this.store?.length ?? 0 }, (_, n) => this.store?.key(n) ?? "");
    return [...stored, ...this.#loose.keys()].filter((key) => key.startsWith(prefix));
  }
}
