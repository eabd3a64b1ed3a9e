/** An incremental index: sorted lists of entries made of table rows; a delta makes again only what it changes. */
import type { Row } from "./wire";

type Rows = readonly (Row | undefined)[];
type Tables<R extends Rows> = { readonly [N in keyof R]: Readonly<Record<string, NonNullable<R[N]>>> };

/** How an entry is made of the rows that share an id, and which lists it is in. */
interface Rule<T, R extends Rows> {
  make: (id: string, ...rows: R) => T;
  lists: (one: T) => readonly string[];
  /** The comparator of a list. It returns 0 for no two entries, so that a list has only one order. */
  order: (list: string) => (a: T, b: T) => number;
}

/**
 * Rows of several tables, joined by their id and indexed in sorted lists. A delta changes few of thousands of rows: only
 * the entries of these rows are made again, and only the lists that hold them. Everything else stays the same object,
 * so that components that draw it need not update.
 */
export class IndexedRows<T, R extends Rows> {
  #tables: Tables<R> | undefined;
  #kept = new Map<string, { rows: R; one: T }>();
  #lists: Readonly<Record<string, readonly T[]>> = {};

  constructor(private readonly rule: Rule<T, R>) {}

  /** The lists by name. Each row of the first table has an entry; the other tables may have rows of the same id. */
  update(...tables: Tables<R>): Readonly<Record<string, readonly T[]>> {
    const { come, gone } = this.#compare(tables);
    const added: Record<string, T[]> = {};
    for (const one of gone) for (const name of this.rule.lists(one)) added[name] ??= [];
    for (const one of come) for (const name of this.rule.lists(one)) (added[name] ??= []).push(one);
    const touched = Object.entries(added);
    if (!touched.length) return this.#lists;
    const lists = { ...this.#lists };
    for (const [name, more] of touched) {
      const stay = (lists[name] ?? []).filter((one) => !gone.has(one));
      const list = [...stay, ...more].sort(this.rule.order(name));
      if (list.length) lists[name] = list;
      else delete lists[name];
    }
    return (this.#lists = lists);
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
