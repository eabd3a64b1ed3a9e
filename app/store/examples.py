"""Questions that the organiser has kept as examples of a run sheet's pitfalls; in the log's own database.

There they are erased in the transaction in which their question is, and every server on the database has the
same ones. The SQL is the same for SQLite and PostgreSQL.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import astuple
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlmodel import SQLModel

from app.store import KeptExample, SeqTaken, UnknownSession, erasures
from app.store.connections import Read, Write
from app.store.tables import ExampleRow, SessionRow

_EXAMPLES: Any = SQLModel.metadata.tables[str(ExampleRow.__tablename__)]
_SESSIONS: Any = SQLModel.metadata.tables[str(SessionRow.__tablename__)]
_COLUMNS = [_EXAMPLES.c[name] for name in KeptExample.__slots__]


class StoredExamples:
    """The examples in a database, over its log's connections; `purge` removes the bytes of erased ones."""

    def __init__(
        self,
        write: Write,
        read: Read,
        purge: Callable[[], None],
    ) -> None:
        self._write = write
        self._read = read
        self._purge = purge

    async def keep(self, expected_seq: int, examples: Sequence[KeptExample]) -> None:
        await self._write(lambda connection: _keep(connection, expected_seq, examples))

    async def of_sheet(self, run_sheet_id: str) -> list[KeptExample]:
        return await self._read(lambda connection: _of_sheet(connection, run_sheet_id))

    async def counts(self) -> dict[str, int]:
        return await self._read(_counts)

    async def remove(self, example_ids: Collection[str]) -> None:
        await self._write(lambda connection: _remove(connection, example_ids))
        self._purge()


def _keep(connection: Connection, expected_seq: int, examples: Sequence[KeptExample]) -> None:
    """Insert the examples of one session, which nothing may have changed since they were looked through.

    The session's row stays locked until the transaction ends, so that a question that is withdrawn at the
    same moment is either seen here, or takes its example along.
    """
    session_id = examples[0].session_id
    of_session = select(_SESSIONS.c.last_seq).where(_SESSIONS.c.session_id == session_id).with_for_update()
    last_seq = connection.execute(of_session).scalar()
    if last_seq is None:
        raise UnknownSession(session_id)
    if last_seq != expected_seq:
        raise SeqTaken(session_id)
    already = _ids_by_question(connection, session_id)
    values = [dict(zip(KeptExample.__slots__, astuple(one), strict=True)) for one in examples]
    new = [one for one in values if one["question_id"] not in already]
    if new:
        connection.execute(insert(ExampleRow), new)


def _of_sheet(connection: Connection, run_sheet_id: str) -> list[KeptExample]:
    of_sheet = select(*_COLUMNS).where(_EXAMPLES.c.run_sheet_id == run_sheet_id)
    found = connection.execute(of_sheet.order_by(_EXAMPLES.c.kept_at_ms, _EXAMPLES.c.example_id))
    return [KeptExample(*row) for row in found]


def _counts(connection: Connection) -> dict[str, int]:
    query = select(_EXAMPLES.c.run_sheet_id, func.count()).group_by(_EXAMPLES.c.run_sheet_id)
    return {row[0]: row[1] for row in connection.execute(query)}


def _remove(connection: Connection, example_ids: Collection[str]) -> None:
    connection.execute(delete(ExampleRow).where(_EXAMPLES.c.example_id.in_(example_ids)))
    erasures.note(connection, (("", id) for id in example_ids))


def forget_questions(connection: Connection, session_id: str, question_ids: Iterable[str]) -> bool:
    """Remove the examples that were kept of these questions of a session; False when there is none."""
    by_question = _ids_by_question(connection, session_id)
    gone = [by_question[id] for id in question_ids if id in by_question]
    if gone:
        _remove(connection, gone)
    return bool(gone)


def forget_session(connection: Connection, session_id: str) -> None:
    """Remove the examples that were kept of a session."""
    if gone := list(_ids_by_question(connection, session_id).values()):
        _remove(connection, gone)


def forget_source(connection: Connection, session_id: str) -> None:
    """Leave the examples of a session as texts without a source."""
    of_session = _EXAMPLES.c.session_id == session_id
    connection.execute(update(ExampleRow).where(of_session).values(session_id=None, question_id=None))


def remove_again(connection: Connection, example_id: str) -> bool:
    """Remove an example from a restored copy; False when the copy does not have it."""
    gone = connection.execute(delete(ExampleRow).where(_EXAMPLES.c.example_id == example_id))
    return gone.rowcount > 0


def _ids_by_question(connection: Connection, session_id: str | None) -> dict[str, str]:
    """The ids of the examples that were kept of a session, by their question's."""
    query = select(_EXAMPLES.c.question_id, _EXAMPLES.c.example_id)
    found = connection.execute(query.where(_EXAMPLES.c.session_id == session_id))
    return {row.question_id: row.example_id for row in found}
