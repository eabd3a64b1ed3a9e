import type { DeltaFrame, View } from "./wire";

type Table = View[string];

/** The view after a delta, which puts and cuts rows of any table; unchanged tables stay the same objects. */
export function fold(view: View, delta: Pick<DeltaFrame, "put" | "cut">): View {
  const next = { ...view };
  for (const [name, rows] of Object.entries(delta.put ?? {}))
    next[name] = Object.assign(copy(next[name]), rows);
  for (const [name, ids] of Object.entries(delta.cut ?? {})) {
    const table = copy(next[name]);
    for (const id of ids) delete table[id];
    if (Object.keys(table).length) next[name] = table;
    else delete next[name];
  }
  return next;
}

/** A shallow copy of a table; for thousands of rows it takes half the time of a spread. */
function copy(table?: Table): Table {
  const own: Table = {};
  for (const id in table) own[id] = table[id]!;
  return own;
}

/** The digest of a lane: how many rows it has, and the sum of their `r` modulo 2^53. The server's is in each pong. */
export function digest(view: View): [number, number] {
  let rows = 0;
  let sum = 0n;
  for (const [name, table] of Object.entries(view)) {
    if (name.startsWith("live.")) continue;
    for (const row of Object.values(table)) {
      rows += 1;
      sum += BigInt(row.r ?? 0);
    }
  }
  return [rows, Number(BigInt.asUintN(53, sum))];
}
