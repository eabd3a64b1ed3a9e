"""Events whose session is not there: deleted from a SQLite file a part at a time, between other commits.

An erased session leaves them, and so does an import that is refused or broken off. Nothing reads them, so a
session is gone, or there, with its row in `sessions`; how many events it has makes no other session wait.
"""

from collections import deque
from collections.abc import Iterable

from sqlalchemy import Connection, text

# Rows that are written or deleted in one transaction, some milliseconds of work.
ROWS_A_PART = 1_000

# By the first id of each session, since all events would have to be read otherwise.
_FIND = text(
    "WITH RECURSIVE found(id) AS (SELECT min(session_id) FROM events UNION ALL SELECT "
    "(SELECT min(session_id) FROM events WHERE session_id > found.id) FROM found WHERE id IS NOT NULL) "
    "SELECT id FROM found WHERE id IS NOT NULL AND id NOT IN (SELECT session_id FROM sessions)"
)
_DELETE = text(
    "DELETE FROM events WHERE session_id = :id "
    "AND NOT EXISTS (SELECT 1 FROM sessions WHERE session_id = :id) "
    "AND seq < (SELECT min(seq) FROM events WHERE session_id = :id) + :rows"
)


class Leftovers:
    """The ids of sessions whose events may be left, to be deleted on the thread that writes."""

    def __init__(self, session_ids: Iterable[str]) -> None:
        self._ids = deque(session_ids)

    def add(self, session_id: str) -> None:
        """Have the events of a session deleted, unless the session is there; on any thread."""
        self._ids.append(session_id)

    def __bool__(self) -> bool:
        return bool(self._ids)

    def delete_part(self, connection: Connection) -> None:
        """Delete a part of what is left, in the transaction of the connection."""
        if delete_part_of(connection, self._ids[0]) == 0:
            self._ids.popleft()


def delete_part_of(connection: Connection, session_id: str) -> int:
    """Delete a part of the events of a session, unless it is there; how many were deleted."""
    return connection.execute(_DELETE, {"id": session_id, "rows": ROWS_A_PART}).rowcount


def found(connection: Connection) -> list[str]:
    """The ids of all sessions of which there are events, and that are not there."""
    return list(connection.execute(_FIND).scalars())


def delete_all(connection: Connection) -> None:
    """Delete all that is left, in the transaction of the connection, as in a copy that nothing else uses."""
    leftovers = Leftovers(found(connection))
    while leftovers:
        leftovers.delete_part(connection)
