"""Deltas: what changed between two views, as rows to put and ids to cut.

`diff` compares whole views and is the definition; `changes` gets the same result from the affected
questions, at a cost in proportion to them. A view's digest is its number of rows and the sum of their `r`,
modulo 2^53, since a browser's numbers are exact up to that.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass

from app.core.rows import Table, View
from app.core.state import State
from app.core.views import Audience, mine, show_question, show_small

MODULUS = 2**53
Digest = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Delta:
    """Rows to put and ids to cut, by table; `rows` and `sum` are what the delta adds to the digest."""

    put: View
    cut: dict[str, list[str]]
    rows: int = 0
    sum: int = 0

    def __bool__(self) -> bool:
        return bool(self.put or self.cut)


def digest(view: View) -> Digest:
    """How many rows, and the sum of their `r` modulo 2^53, over all tables."""
    rows = [row["r"] for table in view.values() for row in table.values()]
    return len(rows), sum(rows) % MODULUS


def advance(value: Digest, delta: Delta) -> Digest:
    """The digest after a delta."""
    return value[0] + delta.rows, (value[1] + delta.sum) % MODULUS


def diff(before: View, after: View) -> Delta:
    """The delta that turns `before` into `after`."""
    put: View = {}
    cut: dict[str, list[str]] = {}
    rows = total = 0
    for name in before.keys() | after.keys():
        old, new = before.get(name, {}), after.get(name, {})
        changed: Table = {}
        for id, row in new.items():
            was = old.get(id)
            if was != row:
                changed[id] = row
                total += row["r"] - (0 if was is None else was["r"])
        gone = sorted(old.keys() - new.keys())
        if changed:
            put[name] = changed
        if gone:
            cut[name] = gone
            total -= sum(old[id]["r"] for id in gone)
        rows += len(new) - len(old)
    return Delta(put, cut, rows, total)


def apply(delta: Delta, view: View) -> View:
    """The view after a delta; tables that become empty are left out."""
    result = {name: dict(table) for name, table in view.items()}
    for name, rows in delta.put.items():
        result.setdefault(name, {}).update(rows)
    for name, ids in delta.cut.items():
        table: Table = result.get(name, {})
        for id in ids:
            table.pop(id, None)
    return {name: table for name, table in result.items() if table}


def changes(before: State, after: State, affected: Iterable[str], audience: Audience) -> Delta:
    """The same as `diff(show(before), show(after))`, given all questions that were affected in between."""
    # Dots are compared only when they have changed: there may be as many of them as participants.
    dots = before.dots is not after.dots or before.board.dots_shown != after.board.dots_shown
    return diff(_part(before, audience, affected, dots), _part(after, audience, affected, dots))


def own_changes(before: State, after: State, affected: Container[str], participant: str) -> Delta:
    """The same as `diff(mine(before), mine(after))`, given all questions that were affected in between."""
    # Every question's row says whether it may be edited.
    of = affected if before.gates.r_editing == after.gates.r_editing else None
    was, now = before.participants.get(participant), after.participants.get(participant)
    # The rows of supported questions say when the participant was last changed.
    supported = affected if was is not None and now is not None and was.r == now.r else None
    return diff(mine(before, participant, of, supported), mine(after, participant, of, supported))


def _part(state: State, audience: Audience, ids: Iterable[str], dots: bool) -> View:
    view = show_small(state, audience, dots=dots)
    for id in ids:
        for table, row in show_question(state, audience, id).items():
            view.setdefault(table, {})[id] = row
    return view
