import type { Row } from "./wire";

type Rows = readonly (Row | undefined)[];
type Tables<R extends Rows> = { readonly [N in keyof R]: Readonly<Record<string, NonNullable<R[N]>>> };

/** What is made of the rows that share an id, and in which piles it lies. */
interface Rule<T, R extends Rows> {
  make: (id: string, ...rows: R) => T;
  piles: (one: T) => readonly string[];
  /** How a pile is sorted. Two are never equal, so that a pile has one order. */
  order: (pile: string) => (a: T, b: T) => number;
}

/**
 * Rows of several tables, joined by their id and laid in sorted piles. Of thousands of rows a delta changes few: only
 * what these belong to is made anew, and only the piles in which that lies. All else stays the same objects, so that
 * whoever draws it can rest.
 */
export class Piles<T, R extends Rows> {
  #tables: Tables<R> | undefined;
  #kept = new Map<string, { rows: R; one: T }>();
  #piles: Readonly<Record<string, readonly T[]>> = {};

  constructor(private readonly rule: Rule<T, R>) {}

  /** One for each row of the first table; it may have rows in the others. */
  lay(...tables: Tables<R>): Readonly<Record<string, readonly T[]>> {
    const { come, gone } = this.#compare(tables);
    const added: Record<string, T[]> = {};
    for (const one of gone) for (const name of this.rule.piles(one)) added[name] ??= [];
    for (const one of come) for (const name of this.rule.piles(one)) (added[name] ??= []).push(one);
    const touched = Object.entries(added);
    if (!touched.length) return this.#piles;
    const piles = { ...this.#piles };
    for (const [name, more] of touched) {
      const stay = (piles[name] ?? []).filter((one) => !gone.has(one));
      const pile = [...stay, ...more].sort(this.rule.order(name));
      if (pile.length) piles[name] = pile;
      else delete piles[name];
    }
    return (this.#piles = piles);
  }

  one(id: string): T | undefined {
    return this.#kept.get(id)?.one;
  }

  #compare(tables: Tables<R>): { come: T[]; gone: Set<T> } {
    const come: T[] = [];
    const gone = new Set<T>();
    const changed = tables.flatMap((table, n) => (table === this.#tables?.[n] ? [] : [n]));
    this.#tables = tables;
    const ids = changed.length ? Object.keys(tables[0]!) : [];
    for (const id of ids) {
      const before = this.#kept.get(id);
      if (before && changed.every((n) => before.rows[n] === tables[n]![id])) continue;
      const rows = tables.map((table) => table[id]) as unknown as R;
      const one = this.rule.make(id, ...rows);
      if (before) gone.add(before.one);
      come.push(one);
      this.#kept.set(id, { rows, one });
    }
    if (changed.length && this.#kept.size > ids.length)
      for (const [id, { one }] of this.#kept)
        if (!(id in tables[0]!)) {
          gone.add(one);
          this.#kept.delete(id);
        }
    return { come, gone };
  }
}
