"""The state of one screen, built from snapshots and deltas as the browser does.

Written from docs/protocol.md alone, without code of the server, so that a bug in the server's deltas is not
repeated, and so hidden, here.
"""

from collections.abc import Mapping
from typing import Any

MODULUS = 2**53
LANES = ("view", "mine")

Row = Mapping[str, Any]
View = dict[str, dict[str, Row]]
Frame = Mapping[str, Any]


class Gap(Exception):
    """A delta is missing before this one; only a new snapshot helps."""


class Mirror:
    """The two lanes of a screen, and the number of deltas received on each since the snapshot."""

    def __init__(self) -> None:
        self.lanes: dict[str, View] = {lane: {} for lane in LANES}
        self.n = dict.fromkeys(LANES, 0)

    def take(self, frame: Frame) -> None:
        """Apply a snapshot or a delta; raises Gap."""
        if frame["t"] == "snapshot":
            self.lanes = {"view": frame["view"], "mine": {}}
            self.n = dict.fromkeys(LANES, 0)
            return
        lane = frame["lane"]
        if frame["n"] != self.n[lane] + 1:
            raise Gap(f"{lane} {frame['n']} after {self.n[lane]}")
        self.n[lane] += 1
        self.lanes[lane] = fold(self.lanes[lane], frame.get("put", {}), frame.get("cut", {}))

    def agrees(self, lanes: Mapping[str, Any]) -> bool:
        """Whether the lanes in a pong have the same delta counts and digests as here."""
        return all(lanes[lane] == [self.n[lane], list(digest(self.lanes[lane]))] for lane in lanes)

    def row(self, table: str, id: str = "it", lane: str = "view") -> Row:
        """A row, empty when it is not there."""
        return self.lanes[lane].get(table, {}).get(id, {})

    def table(self, name: str, lane: str = "view") -> Mapping[str, Row]:
        """A table, empty when it is not there."""
        return self.lanes[lane].get(name, {})


def fold(view: View, put: Mapping[str, Mapping[str, Row]], cut: Mapping[str, list[str]]) -> View:
    """A new view with the delta applied; the one before is not changed."""
    after = dict(view)
    for table, rows in put.items():
        after[table] = {**after.get(table, {}), **rows}
    for table, ids in cut.items():
        gone = frozenset(ids)
        after[table] = {id: row for id, row in after.get(table, {}).items() if id not in gone}
    return {table: rows for table, rows in after.items() if rows}


def digest(view: View) -> tuple[int, int]:
    """How many rows, and the sum of their `r` modulo 2^53, over all tables but presence."""
    kept = [row for table, rows in view.items() if not table.startswith("live.") for row in rows.values()]
    return len(kept), sum(row.get("r", 0) for row in kept) % MODULUS
