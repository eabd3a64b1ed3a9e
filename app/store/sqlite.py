"""The log in a SQLite file.

One connection writes, on the committer's thread: it makes the tables, commits, checkpoints and erases.
It uses WAL with `synchronous=FULL`, so that a commit that has returned survives a power cut, and
`secure_delete`, so that erased words are overwritten. Reads use read-only connections of their own. When the
file has been removed or replaced, nothing more is written: it would be lost when the process ends.
"""

import asyncio
import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic_core import to_json
from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Engine,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool, StaticPool
from sqlmodel import SQLModel

from app.core.codec import StoredRow
from app.store import (
    Batch,
    CodeTaken,
    LogUnavailable,
    NotSaved,
    SeqTaken,
    SessionRecord,
    Summary,
    UnknownSession,
)
from app.store.committer import Committer, OnCommit, OnFatal, stop_the_process
from app.store.lock import DataFolderError
from app.store.tables import ErasureRow, EventRow, SessionRow

LOG_UNAVAILABLE = (
    "The database cannot be read just now: summe.db in the data folder is gone or cannot be opened. "
    "Put it back and try again; how to restore a backup stands in docs/operating.md."
)
CHECKPOINT_WAIT_MS = 50
COMMIT_WAIT_MS = 5_000
# Errors after which nothing of the transaction is on disk, and the same may succeed later.
_REFUSING = ("disk is full", "readonly", "read-only", "unable to open", "is locked")
_EVENTS: Any = SQLModel.metadata.tables["events"]
_SESSIONS: Any = SQLModel.metadata.tables["sessions"]
_COLUMNS = [_EVENTS.c[name] for name in StoredRow._fields]


class SqliteLog:
    """The log in a SQLite file, created when missing; raises DataFolderError when it cannot be used."""

    def __init__(
        self,
        path: Path,
        *,
        queue_size: int = 10_000,
        on_fatal: OnFatal = stop_the_process,
        on_commit: OnCommit = lambda batches, seconds: None,
    ) -> None:
        if not path.exists() and path.with_name(f"{path.name}-wal").exists():
            raise DataFolderError(
                f"The database {path} is gone, though its write-ahead log is still there. "
                "Put it or a backup back, or give Summe another folder with SUMME_DATA."
            )
        self._writing = create_engine(
            URL.create("sqlite", database=str(path)),
            poolclass=StaticPool,
            connect_args={"check_same_thread": False},
        )
        event.listen(self._writing, "connect", _set_up_writer)
        event.listen(self._writing, "begin", _begin_on(path))
        try:
            SQLModel.metadata.create_all(self._writing)
        except DBAPIError as error:
            raise DataFolderError(
                f"The database {path} cannot be used ({error.orig}). "
                "Put a backup in its place, or give Summe another folder with SUMME_DATA."
            ) from error
        self._reader = _reader(path)
        self._committer = Committer(self._writing, SqliteDialect(), queue_size, on_fatal, on_commit)

    async def create(self, record: SessionRecord, rows: Sequence[StoredRow]) -> None:
        def work(connection: Connection) -> None:
            taken = connection.execute(select(_SESSIONS.c.code).where(_SESSIONS.c.code == record.code))
            if taken.first() is not None:
                raise CodeTaken(record.code)
            connection.execute(insert(SessionRow).values(**_fields(record)))
            connection.execute(insert(EventRow), [_values(record.session_id, row) for row in rows])

        await self._committer.run(work)

    async def append(self, batch: Batch) -> None:
        await self._committer.run(lambda connection: _append(connection, batch))
        if batch.erase_texts_of:
            self._committer.purge()

    async def set_retention(self, session_id: str, days: int) -> None:
        def work(connection: Connection) -> None:
            of_session = _SESSIONS.c.session_id == session_id
            kept = connection.execute(update(SessionRow).where(of_session).values(retention_days=days))
            if kept.rowcount == 0:
                raise UnknownSession(session_id)

        await self._committer.run(work)

    async def erase(self, session_id: str) -> None:
        def work(connection: Connection) -> None:
            connection.execute(delete(EventRow).where(_EVENTS.c.session_id == session_id))
            gone = connection.execute(delete(SessionRow).where(_SESSIONS.c.session_id == session_id))
            if gone.rowcount == 0:
                raise UnknownSession(session_id)
            _note_erasures(connection, session_id, ("",))

        await self._committer.run(work)
        self._committer.purge()

    async def read(self, session_id: str, after_seq: int = 0) -> list[StoredRow]:
        return await asyncio.to_thread(self._read, session_id, after_seq)

    def _read(self, session_id: str, after_seq: int) -> list[StoredRow]:
        with _reading(self._reader) as connection:
            return _rows(connection, session_id, _EVENTS.c.seq > after_seq)

    async def summary(self, session_id: str, kinds: Sequence[str]) -> Summary:
        return await asyncio.to_thread(self._summary, session_id, kinds)

    def _summary(self, session_id: str, kinds: Sequence[str]) -> Summary:
        of_kind = (_EVENTS.c.kind, _EVENTS.c.version)
        figures = (func.count(), func.max(_EVENTS.c.at_ms))
        query = select(*of_kind, *figures).where(_EVENTS.c.session_id == session_id).group_by(*of_kind)
        with _reading(self._reader) as connection:
            rows = _rows(connection, session_id, _EVENTS.c.kind.in_(kinds))
            found = [tuple(row) for row in connection.execute(query)]
        counts = {(kind, version): count for kind, version, count, _ in found}
        return Summary(rows, counts, max(at_ms for *_, at_ms in found))

    async def sessions(self) -> list[SessionRecord]:
        query = select(_SESSIONS).order_by(_SESSIONS.c.created_at_ms.desc())
        return await asyncio.to_thread(self._records, query)

    async def last_seqs(self, session_ids: Sequence[str]) -> dict[str, int]:
        return await asyncio.to_thread(self._last_seqs, session_ids)

    def _last_seqs(self, session_ids: Sequence[str]) -> dict[str, int]:
        columns = (_SESSIONS.c.session_id, _SESSIONS.c.last_seq)
        query = select(*columns).where(_SESSIONS.c.session_id.in_(session_ids))
        with _reading(self._reader) as connection:
            return {row.session_id: row.last_seq for row in connection.execute(query)}

    async def find(self, code: str) -> SessionRecord | None:
        records = await asyncio.to_thread(self._records, select(_SESSIONS).where(_SESSIONS.c.code == code))
        return records[0] if records else None

    def _records(self, query: Any) -> list[SessionRecord]:
        with _reading(self._reader) as connection:
            return [SessionRecord(**row._mapping) for row in connection.execute(query)]

    async def close(self) -> None:
        await self._committer.close()
        self._writing.dispose()
        self._reader.dispose()


class SqliteDialect:
    """What SQLite's errors mean, and how erased words are removed from the write-ahead log."""

    def refuses_one(self, error: DBAPIError) -> bool:
        return not isinstance(error.orig, sqlite3.OperationalError)

    def refuses_all(self, error: DBAPIError) -> bool:
        return _is_refusal(error.orig)

    def purge(self, connection: Connection) -> bool:
        """Truncate the write-ahead log; False while a reader holds it or the disk is full."""
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)  # noqa: S101  this dialect's own driver
        raw.execute(f"PRAGMA busy_timeout={CHECKPOINT_WAIT_MS}")
        try:
            busy, *_ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError as error:
            if not _is_refusal(error):
                raise
            return False
        finally:
            raw.execute(f"PRAGMA busy_timeout={COMMIT_WAIT_MS}")
        return not busy


def _is_refusal(error: BaseException | None) -> bool:
    return any(word in str(error) for word in _REFUSING)


def _rows(connection: Connection, session_id: str, wanted: ColumnElement[bool]) -> list[StoredRow]:
    known = select(_SESSIONS.c.session_id).where(_SESSIONS.c.session_id == session_id)
    if connection.execute(known).first() is None:
        raise UnknownSession(session_id)
    of_session = select(*_COLUMNS).where(_EVENTS.c.session_id == session_id, wanted)
    rows = [StoredRow(*row) for row in connection.execute(of_session.order_by(_EVENTS.c.seq))]
    return [row._replace(payload=json.loads(str(row.payload))) for row in rows]


def _append(connection: Connection, batch: Batch) -> None:
    last = batch.rows[-1].seq if batch.rows else batch.expected_seq
    changes: dict[str, Any] = {"last_seq": last}
    if batch.reopened or batch.ended_at_ms is not None:
        changes["ended_at_ms"] = batch.ended_at_ms
    if batch.title is not None:
        changes["title"] = batch.title
    of_session = _SESSIONS.c.session_id == batch.session_id
    moved = connection.execute(
        update(SessionRow).where(of_session, _SESSIONS.c.last_seq == batch.expected_seq).values(**changes)
    )
    if moved.rowcount == 0:
        known = connection.execute(select(_SESSIONS.c.session_id).where(of_session)).first()
        raise UnknownSession(batch.session_id) if known is None else SeqTaken(batch.session_id)
    if batch.rows:
        connection.execute(insert(EventRow), [_values(batch.session_id, row) for row in batch.rows])
    if batch.erase_texts_of:
        connection.execute(
            update(EventRow)
            .where(_EVENTS.c.session_id == batch.session_id, _EVENTS.c.text_of.in_(batch.erase_texts_of))
            .values(text=None, fingerprint=None)
        )
        _note_erasures(connection, batch.session_id, batch.erase_texts_of)


def _note_erasures(connection: Connection, session_id: str, question_ids: Sequence[str]) -> None:
    rows = [{"session_id": session_id, "question_id": id} for id in question_ids]
    connection.execute(insert(ErasureRow).prefix_with("OR IGNORE"), rows)


def _values(session_id: str, row: StoredRow) -> dict[str, Any]:
    return {"session_id": session_id, **row._asdict(), "payload": to_json(row.payload).decode()}


def _fields(record: SessionRecord) -> dict[str, Any]:
    return {name: getattr(record, name) for name in SessionRecord.__slots__}


def _set_up_writer(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # transactions are begun by hand, with IMMEDIATE
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "secure_delete=ON",
        "foreign_keys=ON",
        f"busy_timeout={COMMIT_WAIT_MS}",
        "wal_autocheckpoint=1000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_on(path: Path) -> Callable[[Connection], None]:
    """A listener that begins each transaction; raises NotSaved once the file is removed or replaced."""
    first: os.stat_result | None = None

    def begin(connection: Connection) -> None:
        nonlocal first
        try:
            file = os.stat(path)
        except OSError:
            raise NotSaved(f"the database {path} has been removed") from None
        first = first or file
        if not os.path.samestat(file, first):
            raise NotSaved(f"the database {path} has been replaced")
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return begin


@contextmanager
def _reading(reader: Engine) -> Iterator[Connection]:
    """A read-only connection; raises LogUnavailable when the file cannot be opened or read."""
    try:
        with reader.connect() as connection:
            yield connection
    except DBAPIError as error:
        raise LogUnavailable(str(error.orig), LOG_UNAVAILABLE) from error


def _reader(path: Path) -> Engine:
    def connect() -> sqlite3.Connection:
        return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)

    return create_engine("sqlite://", creator=connect, poolclass=NullPool)
