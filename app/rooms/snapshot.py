"""The snapshot of an audience: its view as cached JSON, of which only changed rows are encoded again.

Screens join while questions come in; encoding thousands of rows for each of them would block the loop.
Changed rows are encoded only when a snapshot is asked for, so an audience that no screen joins costs nothing.
"""

from app.core.delta import Delta
from app.core.rows import Row, View
from app.rooms import frames


class Snapshot:
    """A view that follows the deltas sent to its audience."""

    __slots__ = ("_changed", "_encoded", "_frame")

    def __init__(self, view: View) -> None:
        # By table and id: rows that are encoded together with their id, and rows that are not encoded yet.
        self._encoded: dict[str, dict[str, bytes]] = {}
        self._changed: dict[str, dict[str, Row]] = {table: dict(rows) for table, rows in view.items()}
        self._frame: bytes | None = None

    def apply(self, delta: Delta) -> None:
        self._frame = None
        for table, ids in delta.cut.items():
            for id in ids:
                self._encoded.get(table, {}).pop(id, None)
                self._changed.get(table, {}).pop(id, None)
        for table, rows in delta.put.items():
            self._changed.setdefault(table, {}).update(rows)

    def frame(self, seq: int) -> bytes:
        """The snapshot frame for a seat that joins; `seq` is that of the state that the view shows."""
        if self._frame is None:
            for table, rows in self._changed.items():
                encoded = self._encoded.setdefault(table, {})
                for id, row in rows.items():
                    encoded[id] = frames.row(id, row)
            self._changed = {}
            self._frame = frames.snapshot(seq, self._encoded)
        return self._frame
