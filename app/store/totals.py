"""The totals of sessions that outlive them, where the organiser has chosen so; in the log's own database.

There they are kept in the transaction in which their session is erased, and every server on the database has
the same ones. The SQL is the same for SQLite and PostgreSQL.
"""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, delete, insert, select
from sqlmodel import SQLModel

from app.store import KeptTotals, UnknownSession, erasures
from app.store.connections import Read, Write
from app.store.tables import SessionRow, TotalsRow, TotalsWantedRow

_TOTALS: Any = SQLModel.metadata.tables[str(TotalsRow.__tablename__)]
_WANTED: Any = SQLModel.metadata.tables[str(TotalsWantedRow.__tablename__)]
_SESSIONS: Any = SQLModel.metadata.tables[str(SessionRow.__tablename__)]
_COLUMNS = [_TOTALS.c[name] for name in KeptTotals.__slots__]

# Whether the totals of a session are wanted, beside the columns of its record.
are_wanted = (
    select(_WANTED.c.session_id)
    .where(_WANTED.c.session_id == _SESSIONS.c.session_id)
    .exists()
    .label("keep_totals")
)


class StoredTotals:
    """The totals in a database, over its log's connections; `purge` removes the bytes of erased ones."""

    def __init__(
        self,
        write: Write,
        read: Read,
        purge: Callable[[], None],
    ) -> None:
        self._write = write
        self._read = read
        self._purge = purge

    async def want(self, session_id: str, *, wanted: bool) -> None:
        await self._write(lambda connection: _want(connection, session_id, wanted))

    async def all(self) -> list[KeptTotals]:
        return await self._read(_all)

    async def remove(self, totals_id: str) -> None:
        await self._write(lambda connection: _remove(connection, totals_id))
        self._purge()


def _want(connection: Connection, session_id: str, wanted: bool) -> None:
    """The session's row stays locked until the transaction ends, so that it is not erased meanwhile."""
    of_session = select(_SESSIONS.c.session_id).where(_SESSIONS.c.session_id == session_id).with_for_update()
    if connection.execute(of_session).first() is None:
        raise UnknownSession(session_id)
    forget_wish(connection, session_id)
    if wanted:
        connection.execute(insert(TotalsWantedRow).values(session_id=session_id))


def _all(connection: Connection) -> list[KeptTotals]:
    found = connection.execute(select(*_COLUMNS).order_by(_TOTALS.c.kept_at_ms, _TOTALS.c.totals_id))
    return [KeptTotals(*row) for row in found]


def _remove(connection: Connection, totals_id: str) -> None:
    remove_again(connection, totals_id)
    erasures.note(connection, [("", totals_id)])


def keep(connection: Connection, totals: KeptTotals) -> None:
    """Keep the totals of a session that is erased in the same transaction."""
    connection.execute(insert(TotalsRow).values(**asdict(totals)))


def forget_wish(connection: Connection, session_id: str) -> None:
    """Forget that the totals of a session were wanted."""
    connection.execute(delete(TotalsWantedRow).where(_WANTED.c.session_id == session_id))


def remove_again(connection: Connection, totals_id: str) -> bool:
    """Remove totals from a restored copy; False when the copy does not have them."""
    gone = connection.execute(delete(TotalsRow).where(_TOTALS.c.totals_id == totals_id))
    return gone.rowcount > 0
