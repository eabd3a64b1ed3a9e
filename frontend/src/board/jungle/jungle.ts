/**
 * Which questions are readable in the jungle: one in the clearing and some in a ring around it; all others are leaves.
 * `settle` is called at a steady pace, and brings in at most one question per call.
 */
export const HOLD_MS = 4_000;
/** After this long without a move, a question that has become a leaf becomes readable again. */
export const TURN_MS = 7_000;
/** The shortest time between two moves: at most three a second. */
export const PACE_MS = 334;
/** With more questions than this the jungle is a canopy: older ones return to the clearing, not to the ring. */
export const CANOPY = 120;

interface Standing {
  id: string;
  sinceMs: number;
}
export interface Jungle {
  centre: Standing | null;
  /** By place, null where it is free. A question keeps its place as long as it is in the ring. */
  ring: (Standing | null)[];
  movedMs: number;
  /** The id of the newest question that has been in the clearing. */
  greeted: string | null;
  /** The id of the last leaf that became readable again. */
  turn: string | null;
}

/**
 * A board that has not been opened yet, known by its identity. An open board without questions is another object, so
 * that many questions at once come in at `PACE_MS`.
 */
export const EMPTY: Jungle = { centre: null, ring: [], movedMs: -Infinity, greeted: null, turn: null };

/** How many places the ring has when there are `count` questions. */
export const places = (count: number) => (count <= 9 ? 8 : count <= CANOPY ? 7 : 4);

/** The jungle that follows `before`; `ids` are all questions, oldest first. */
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

/** A board that has just been opened fills all places at once. */
function opened(ids: readonly string[], nowMs: number): Jungle {
  const stand = (id: string | undefined) => (id === undefined ? null : { id, sinceMs: nowMs });
  const ring = Array.from({ length: places(ids.length) }, (_, n) => stand(ids.at(-2 - n)));
  return { centre: stand(ids.at(-1)), ring, movedMs: nowMs, greeted: ids.at(-1) ?? null, turn: null };
}

/** The jungle without questions that are gone, and with as many places as `ids` need; `was` if nothing changes. */
function pruned(was: Jungle, ids: readonly string[]): Jungle {
  const all = new Set(ids);
  const there = (one: Standing | null) => (one && all.has(one.id) ? one : null);
  const ring = Array.from({ length: places(ids.length) }, (_, n) => there(was.ring[n] ?? null));
  const same = ring.length === was.ring.length && ring.every((one, n) => one === was.ring[n]);
  return same && there(was.centre) ? was : { ...was, centre: there(was.centre), ring };
}

/** Moves a question into the clearing, and the one that was there into the ring. */
function entered(was: Jungle, id: string, nowMs: number): Jungle {
  const ring = was.ring.map((one) => (one?.id === id ? null : one));
  return {
    ...was,
    centre: { id, sinceMs: nowMs },
    ring: was.centre ? replaced(ring, { ...was.centre, sinceMs: nowMs }) : ring,
    movedMs: nowMs,
  };
}

/** The ring with `one` in a free place, else in the place of the question that has been readable longest. */
function replaced(ring: Jungle["ring"], one: Standing): Jungle["ring"] {
  const longest = ring.reduce((a, b, n) => ((b?.sinceMs ?? -1) < (ring[a]?.sinceMs ?? -1) ? n : a), 0);
  return ring.length ? ring.with(longest, one) : ring;
}
