/**
 * The order of the tray: as the questions came, but those that say nearly the same stand together. That order is made
 * on the facilitator's wish alone. Later cards come at the end, so that no card moves by itself.
 */
export interface Standing {
  /** The ids of all cards that were in the tray when the order was made. */
  order: readonly string[];
  /** Those that stand together, each group as its ids in order. */
  groups: readonly (readonly string[])[];
}
export const AS_THEY_CAME: Standing = { order: [], groups: [] };

export type Alike = (id: string) => readonly string[];

/** Let cards stand together that resemble each other, or a third: after the first of them, all others in their order. */
export function together(ids: readonly string[], alike: Alike): Standing {
  const left = new Set(ids);
  const order: string[] = [];
  const groups: string[][] = [];
  for (const id of ids) {
    if (!left.delete(id)) continue;
    const group = [id];
    for (const one of group) group.push(...alike(one).filter((other) => left.delete(other)));
    order.push(...group);
    if (group.length > 1) groups.push(group);
  }
  return { order, groups };
}

/** The likely duplicates of each of these cards among them, in both directions, the most alike first. */
export function neighbours(ids: readonly string[], alike: Alike): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>(ids.map((id) => [id, []]));
  const add = (id: string, other: string) => {
    const known = found.get(id);
    if (known && id !== other && found.has(other) && !known.includes(other)) known.push(other);
  };
  for (const id of ids) for (const other of alike(id)) add(id, other);
  for (const id of ids) for (const other of alike(id)) add(other, id);
  return found;
}

/** Bring one card's likely duplicates to it, out of other groups too. `ids` is the present order. */
export function bring(
  id: string,
  ids: readonly string[],
  alike: readonly string[],
  before: Standing,
): Standing {
  const own = before.groups.find((group) => group.includes(id)) ?? [id];
  const come = new Set(alike.filter((other) => ids.includes(other) && !own.includes(other)));
  const last = own.findLast((one) => ids.includes(one)) ?? id;
  const order = ids.filter((one) => !come.has(one)).flatMap((one) => (one === last ? [one, ...come] : [one]));
  const others = before.groups
    .filter((group) => group !== own)
    .map((group) => group.filter((one) => !come.has(one)));
  return { order, groups: [...others, [...own, ...come]].filter((group) => group.length > 1) };
}

/** The cards in this order; those that came since are at the end, in their own order. */
export function inOrder<C extends { id: string }>(
  cards: readonly C[],
  order: readonly string[],
): readonly C[] {
  if (!order.length) return cards;
  const at = new Map(order.map((id, n) => [id, n]));
  const place = ({ id }: C) => at.get(id) ?? Infinity;
  // Infinity less Infinity is no number; the sort is stable, so later cards stay in their order.
  return [...cards].sort((a, b) => place(a) - place(b) || 0);
}
