/**
 * Who is readable in the jungle: one question in the clearing, some in a ring around it, all others are leaves.
 * `settle` is asked again and again, and lets at most one question move each time.
 */
export const HOLD_MS = 4_000;
/** After so long without anything new, one that has become a leaf is readable again. */
export const TURN_MS = 7_000;
/** No two moves are closer together than this: three a second. */
export const PACE_MS = 334;
/** From so many on the jungle is a canopy, and older questions come back into the clearing too. */
export const CANOPY = 120;

interface Standing {
  id: string;
  sinceMs: number;
}
export interface Jungle {
  centre: Standing | null;
  /** By place; a question keeps its place as long as it is readable. */
  ring: (Standing | null)[];
  movedMs: number;
  /** The newest that has stood in the clearing, and the last that was brought back. */
  greeted: string | null;
  turn: string | null;
}

/** Not opened yet. A board that is open and has nothing on it is another object, so that a flood comes in at its pace. */
export const EMPTY: Jungle = { centre: null, ring: [], movedMs: -Infinity, greeted: null, turn: null };

/** How many are readable around the clearing. */
export const places = (count: number) => (count <= 9 ? 8 : count <= CANOPY ? 7 : 4);

/** `ids` are all questions, oldest first. */
export function settle(before: Jungle, ids: readonly string[], nowMs: number): Jungle {
  const newest = ids.at(-1);
  if (newest === undefined)
    return before === EMPTY || before.centre ? { ...EMPTY, movedMs: before.movedMs } : before;
  if (before === EMPTY) return opened(ids, nowMs);
  const was = pruned(before, ids);
  if (nowMs - was.movedMs < PACE_MS) return was;
  const centre = was.centre;
  if (centre === null) return { ...entered(was, newest, nowMs), greeted: newest };

  const held = nowMs - centre.sinceMs >= HOLD_MS;
  if (held && was.greeted !== newest) return { ...entered(was, newest, nowMs), greeted: newest };

  const readable = new Set([centre.id, ...was.ring.map((one) => one?.id)]);
  const hidden = (id: string) => !readable.has(id) && (id !== newest || was.greeted === newest);
  const free = was.ring.indexOf(null);
  if (free >= 0) {
    const id = ids.findLast(hidden);
    return id === undefined
      ? was
      : { ...was, ring: was.ring.with(free, { id, sinceMs: nowMs }), movedMs: nowMs };
  }
  if (nowMs - was.movedMs < TURN_MS) return was;
  const after = was.turn === null ? 0 : ids.indexOf(was.turn) + 1;
  const back = ids.slice(after).find(hidden) ?? ids.find(hidden);
  if (back === undefined) return was;
  if (ids.length > CANOPY) return { ...entered(was, back, nowMs), turn: back };
  return { ...was, ring: replaced(was.ring, { id: back, sinceMs: nowMs }), turn: back, movedMs: nowMs };
}

/** A board that has just been opened shows all it can at once. */
function opened(ids: readonly string[], nowMs: number): Jungle {
  const stand = (id: string | undefined) => (id === undefined ? null : { id, sinceMs: nowMs });
  const ring = Array.from({ length: places(ids.length) }, (_, n) => stand(ids.at(-2 - n)));
  return { centre: stand(ids.at(-1)), ring, movedMs: nowMs, greeted: ids.at(-1) ?? null, turn: null };
}

/** Without those that are gone, and with as many places as there should be. */
function pruned(was: Jungle, ids: readonly string[]): Jungle {
  const all = new Set(ids);
  const there = (one: Standing | null) => (one && all.has(one.id) ? one : null);
  const ring = Array.from({ length: places(ids.length) }, (_, n) => there(was.ring[n] ?? null));
  const same = ring.length === was.ring.length && ring.every((one, n) => one === was.ring[n]);
  return same && there(was.centre) ? was : { ...was, centre: there(was.centre), ring };
}

/** A question steps into the clearing; the one that stood there steps into the ring. */
function entered(was: Jungle, id: string, nowMs: number): Jungle {
  const ring = was.ring.map((one) => (one?.id === id ? null : one));
  return {
    ...was,
    centre: { id, sinceMs: nowMs },
    ring: was.centre ? replaced(ring, { ...was.centre, sinceMs: nowMs }) : ring,
    movedMs: nowMs,
  };
}

/** Into a free place, or into that of the one that has been readable longest. */
function replaced(ring: Jungle["ring"], one: Standing): Jungle["ring"] {
  const longest = ring.reduce((a, b, n) => ((b?.sinceMs ?? -1) < (ring[a]?.sinceMs ?? -1) ? n : a), 0);
  return ring.length ? ring.with(longest, one) : ring;
}
