"""The log in a SQLite file.

One connection writes, on the committer's thread: it makes the tables, commits, checkpoints and erases.
It uses WAL with `synchronous=FULL`, so that a commit that has returned survives a power cut, and
`secure_delete`, so that erased words are overwritten. Reads use read-only connections of their own. When the
file has been removed or replaced, nothing more is written: it would be lost when the process ends.

All sessions share that thread. A long session is therefore created and erased in parts, each a transaction,
and others are served between them; whether the session is there is decided by its record alone, in one.
"""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool, StaticPool

from app.core.stored_row import StoredRow
from app.store import (
    Batch,
    KeptTotals,
    LogUnavailable,
    NotSaved,
    SessionRecord,
    leftovers,
    queries,
    schema,
)
from app.store.committer import Committer, Left, OnCommit, OnFatal, Work, stop_the_process
from app.store.leftovers import ROWS_A_PART, Leftovers
from app.store.lock import DataFolderError, full, unusable
from app.store.private_files import make_missing
from app.store.stored_log import StoredLog

LOG_UNAVAILABLE = (
    "The database cannot be read just now: summe.db in the data folder is gone or cannot be opened. "
    "Put it back and try again; how to restore a backup stands in docs/operating.md."
)
CHECKPOINT_WAIT_MS = 50
COMMIT_WAIT_MS = 5_000
# Errors after which nothing of the transaction is on disk, and the same may succeed later.
_REFUSING = ("disk is full", "readonly", "read-only", "unable to open", "is locked")
# With fewer bytes free, SQLite may say of a full disk only that reading or writing has failed.
_NO_ROOM_BYTES = 65_536
_NAMES = ", ".join(("session_id", *StoredRow._fields))
_MARKS = ", ".join("?" for _ in ("session_id", *StoredRow._fields))
_INSERT_EVENTS = f"INSERT INTO events ({_NAMES}) VALUES ({_MARKS})"  # noqa: S608  names of the code's own alone
_PAYLOAD = StoredRow._fields.index("payload")
T = TypeVar("T")


class SqliteLog(StoredLog):
    """The log in a SQLite file, created when missing; raises DataFolderError when it cannot be used."""

    is_shared = False

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
        self._writing = _writer(path)
        with _usable(self._writing, path):
            make_missing(path)
            schema.prepare(self._writing)
            with self._writing.begin() as connection:
                self._leftovers = Leftovers(leftovers.found(connection))
        self._reader = _reader(path)
        dialect = SqliteDialect(self._leftovers)
        self._committer = Committer(self._writing, dialect, queue_size, on_fatal, on_commit)
        super().__init__(self._committer.purge)
        if self._leftovers:
            self._purge()

    async def create(self, record: SessionRecord, rows: Sequence[StoredRow]) -> None:
        id, last = record.session_id, max(0, len(rows) - ROWS_A_PART)
        if last:
            await self._write(lambda connection: queries.refuse_used(connection, record))
        try:
            for start in range(0, last, ROWS_A_PART):
                await self._insert(id, rows[start : min(last, start + ROWS_A_PART)])
            await self._write(
                lambda connection: queries.create(connection, record, rows[last:], _insert_events)
            )
        except BaseException:
            if last:
                self._delete_events_of(id)
            raise

    async def erase(
        self, session_id: str, *, keep_examples: bool = False, totals: KeptTotals | None = None
    ) -> None:
        try:
            await self._write(
                lambda connection: queries.erase_record(connection, session_id, keep_examples, totals)
            )
        finally:
            # After an error, too: it may be erased all the same, where no task waits for the outcome.
            self._delete_events_of(session_id)
        with suppress(NotSaved):  # the session is erased, and the purge goes on with its events
            while await self._delete_part(session_id):
                pass

    async def _insert(self, session_id: str, rows: Sequence[StoredRow]) -> None:
        await self._write(lambda connection: _insert_events(connection, session_id, rows))

    async def _delete_part(self, session_id: str) -> int:
        """Delete a part of the events of a session that is not there; how many were deleted."""
        deleted: list[int] = []
        await self._write(lambda connection: deleted.append(leftovers.delete_part_of(connection, session_id)))
        return deleted[-1]

    def _delete_events_of(self, session_id: str) -> None:
        """Delete the events of a session that is not there, soon."""
        self._leftovers.add(session_id)
        self._purge()

    async def append(self, batch: Batch) -> None:
        has_erased: list[bool] = []
        await self._write(
            lambda connection: has_erased.append(queries.append(connection, batch, _insert_events))
        )
        if any(has_erased):
            self._purge()

    async def ahead_ms(self, now_ms: Callable[[], int]) -> int:
        return 0

    async def _write(self, work: Work) -> None:
        """Run the work in the next transaction, as `Committer.run`."""
        try:
            await self._committer.run(work)
        except NotSaved as error:
            self.condition.fails("write", error)
            raise
        self.condition.works("write")

    async def _read(self, query: Callable[[Connection], T]) -> T:
        """Run a query on a thread, over a read-only connection of its own; raises LogUnavailable."""

        def run() -> T:
            try:
                with self._reader.connect() as connection:
                    found = query(connection)
            except DBAPIError as error:
                self.condition.fails("read", error.orig)
                raise LogUnavailable(str(error.orig), LOG_UNAVAILABLE) from error
            self.condition.works("read")
            return found

        return await asyncio.to_thread(run)

    def alone(self) -> nullcontext[bool]:
        return nullcontext(True)

    async def close(self) -> None:
        await self._committer.close()
        self._writing.dispose()
        self._reader.dispose()


def _insert_events(connection: Connection, session_id: str, rows: Sequence[StoredRow]) -> None:
    """As `queries.insert_events`, with the values in the order in which this driver takes them.

    SQLAlchemy would make them from names, row by row, which takes as long as SQLite itself does.
    """
    values = [
        (session_id, *row[:_PAYLOAD], queries.json_of(row.payload), *row[_PAYLOAD + 1 :]) for row in rows
    ]
    connection.exec_driver_sql(_INSERT_EVENTS, values)


def migrate(path: Path) -> str | None:
    """Bring the tables of the file up to date, as `schema.migrate`; raises DataFolderError.

    The caller holds the data folder's lock.
    """
    if not path.exists():
        raise DataFolderError(
            f"There is no database in {path.parent}; set SUMME_DATA to the server's data folder."
        )
    engine = _writer(path)
    with _usable(engine, path):
        before = schema.migrate(engine)
    engine.dispose()
    return before


def _is_full(error: DBAPIError, path: Path) -> bool:
    """Whether the database could not be opened for want of room."""
    match getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF:
        case sqlite3.SQLITE_FULL:
            return True
        case sqlite3.SQLITE_IOERR | sqlite3.SQLITE_CANTOPEN:
            return shutil.disk_usage(path.parent).free < _NO_ROOM_BYTES
        case _:
            return False


@contextmanager
def _usable(engine: Engine, path: Path) -> Iterator[None]:
    """Close the engine after an error; raises DataFolderError for a file that cannot be used."""
    try:
        yield
    except DBAPIError as error:
        engine.dispose()
        _check_access(path)
        if _is_full(error, path):
            raise full(path.parent) from error
        raise DataFolderError(
            f"The database {path} cannot be used ({error.orig}). "
            "Put a backup in its place, or give Summe another folder with SUMME_DATA."
        ) from error
    except OSError as error:
        engine.dispose()
        raise unusable(path, error) from error
    except BaseException:
        engine.dispose()
        raise


def _check_access(path: Path) -> None:
    """Raise DataFolderError when this user may not open the file, for which SQLite has no error of its own.

    Only while no connection is open: closing a file gives up the locks that this process has on it.
    """
    try:
        path.open("r+b").close()
    except PermissionError as error:
        raise unusable(path, error) from error
    except OSError:
        return


class SqliteDialect:
    """What SQLite's errors mean, and how erased words are removed from tables and write-ahead log."""

    def __init__(self, leftovers: Leftovers) -> None:
        self._leftovers = leftovers

    def refuses_one(self, error: DBAPIError) -> bool:
        return not isinstance(error.orig, sqlite3.OperationalError)

    def refuses_all(self, error: DBAPIError) -> bool:
        return _is_refusal(error.orig)

    def purge(self, connection: Connection) -> Left:
        """Delete a part of the leftovers, or truncate the write-ahead log where there are none.

        That is to be tried again while a reader holds it or the disk is full.
        """
        if self._leftovers:
            return self._delete_part(connection)
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)  # noqa: S101  this dialect's own driver
        raw.execute(f"PRAGMA busy_timeout={CHECKPOINT_WAIT_MS}")
        try:
            busy, *_ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError as error:
            if not _is_refusal(error):
                raise
            return "retry"
        finally:
            raw.execute(f"PRAGMA busy_timeout={COMMIT_WAIT_MS}")
        return "retry" if busy else "nothing"

    def _delete_part(self, connection: Connection) -> Left:
        try:
            with connection.begin():
                self._leftovers.delete_part(connection)
        except NotSaved:  # the file is gone
            return "retry"
        except DBAPIError as error:
            connection.rollback()
            if not self.refuses_all(error):
                raise
            return "retry"
        return "more"


def _is_refusal(error: BaseException | None) -> bool:
    return any(word in str(error) for word in _REFUSING)


def _writer(path: Path) -> Engine:
    """The engine of the one connection that writes."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        poolclass=StaticPool,
        connect_args={"check_same_thread": False},
    )
    event.listen(engine, "connect", _set_up_writer)
    event.listen(engine, "begin", _begin_on(path))
    return engine


def _set_up_writer(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # transactions are begun by hand, with IMMEDIATE
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "fullfsync=ON",  # macOS alone: otherwise a commit that has returned is still in the disk's memory
        "secure_delete=ON",
        # The events of a long session come before its record, and go after it. Appends look at that first.
        "foreign_keys=OFF",
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


def _reader(path: Path) -> Engine:
    def connect() -> sqlite3.Connection:
        return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)

    return create_engine("sqlite://", creator=connect, poolclass=NullPool)
