/**
 * `localStorage` or `sessionStorage` with a fallback: where it is forbidden, full or broken, values are kept in memory,
 * for as long as the page is open. Callers need not know.
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

  /** Whether a value is kept in memory only. */
  get forgets(): boolean {
    return this.#loose.size > 0;
  }

  getItem(key: string): string | null {
    return this.#loose.get(key) ?? this.#try((store) => store.getItem(key)) ?? null;
  }

  setItem(key: string, value: string) {
    this.#loose.set(key, value);
    this.#try((store) => {
      store.setItem(key, value);
      this.#loose.delete(key);
    });
  }

  /** Remove a value. Returns whether there was one. */
  drop(key: string): boolean {
    const had = this.getItem(key) !== null;
    this.#loose.delete(key);
    this.#try((store) => store.removeItem(key));
    return had;
  }

  keys(prefix: string): string[] {
    const stored = this.#try((store) => Array.from({ length: store.length }, (_, n) => store.key(n) ?? ""));
    return [...(stored ?? []), ...this.#loose.keys()].filter((key) => key.startsWith(prefix));
  }

  /** The result of `use`. Undefined where there is no storage, or where it throws: full, forbidden or broken. */
  #try<Result>(use: (store: Store) => Result): Result | undefined {
    try {
      return this.store ? use(this.store) : undefined;
    } catch {
      return undefined;
    }
  }
}
