"""The log in a PostgreSQL database, to which several processes may write.

A session's row is its lock and its fence: an append updates it on the condition that its last seq is the
expected one, and inserts the rows in the same statement. Unless texts are erased with it, that statement is a
transaction by itself: a batch costs one round trip, and a process that stalls holds no lock. A few threads
append; PostgreSQL groups their writes to disk. `synchronous_commit` stays on, so that a commit that has
returned survives a power cut.

A connection that is lost around a commit leaves the outcome unknown (OutcomeUnknown); the writer looks it up.
"""

import asyncio
import logging
import math
import re
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, TypeVar

import psycopg
from psycopg import errors
from sqlalchemy import URL, Connection, Engine, create_engine, event, func, select, text
from sqlalchemy.exc import DBAPIError, DisconnectionError, TimeoutError as PoolTimeout

from app.core.stored_row import StoredRow
from app.store import (
    Batch,
    LogUnavailable,
    NotSaved,
    OutcomeUnknown,
    SessionRecord,
    erasures,
    queries,
    schema,
)
from app.store.committer import OnCommit
from app.store.lock import DataFolderError
from app.store.stored_log import StoredLog
from app.store.vacuum import Vacuum

T = TypeVar("T")
# What PostgreSQL says when it refuses a connection for good, and what an operator can do about it.
_REFUSALS = {
    "password": "Correct the user or the password in {url}.",
    'role ".*" does not exist': "Create this user, or name another in {url}.",
    'database ".*" does not exist': "Create this database, or name another in {url}.",
    'relation ".*" does not exist': "This is no database of Summe; name another.",
    "pg_hba.conf": "Allow it in pg_hba.conf on the database's server, and reload that.",
    "permission denied": "Make this user the owner of the database: ALTER DATABASE name OWNER TO user.",
    "invalid connection option|invalid .* value": "Correct what follows the ? in {url}.",
}
ADVICE_AT_START = "See that PostgreSQL runs, that {url} is right, and that the server has connections left."
ADVICE = f"Summe tries again by itself. {ADVICE_AT_START.format(url='SUMME_DATABASE_URL')}"
# Threads that append, each with a connection. More of them would only queue in the database.
WRITERS = 4
READERS = 8
CONNECT_S = 5
UNUSED_S = 1.0
# A transaction that waits longer for a lock, or runs longer, is ended by the server: nothing of it is stored.
_LIMITS = {
    "lock_timeout": "2s",
    "statement_timeout": "5s",
    "idle_in_transaction_session_timeout": "2s",
    "synchronous_commit": "on",
}
# The operating system gives a connection up when nothing has been acknowledged for so long.
_NETWORK = {
    "connect_timeout": CONNECT_S,
    "tcp_user_timeout": 5_000,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
}
# Errors after which nothing of the transaction is stored. Those of its data are refused as by SQLite: ending
# the server would help nothing when the same command is sent again.
_REFUSING = (
    psycopg.DataError,
    psycopg.IntegrityError,
    errors.LockNotAvailable,
    errors.QueryCanceled,
    errors.DeadlockDetected,
    errors.SerializationFailure,
    errors.ReadOnlySqlTransaction,
    errors.InsufficientResources,
    errors.CannotConnectNow,
)
_APPEND = """
WITH fence AS (
    UPDATE sessions SET {changes} WHERE session_id = %(session_id)s AND last_seq = %(expected_seq)s
    RETURNING session_id
)
INSERT INTO events (session_id, {columns})
SELECT fence.session_id, {columns} FROM fence, unnest({arrays}) AS added ({columns})
"""
_ARRAYS = {
    name: "bigint" if name in ("seq", "n_in_command", "at_ms", "version") else "text"
    for name in StoredRow._fields
}
CLOCK_SAMPLES = 3
_CLOCK_MS = text("SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)")
# Different for two databases, and the same for one by every address and pooler.
_DATABASE = text("SELECT oid, pg_postmaster_start_time() FROM pg_database WHERE datname = current_database()")
ONE_DATABASE = (
    "Both URLs lead to one database, so nothing was erased: SUMME_DATABASE_URL should name the restored one, "
    "and the argument the one before."
)
# The number of the lock that one process holds during housekeeping; any that no other lock has.
_HOUSEKEEPING = 0x73756D6D66
_logger = logging.getLogger("summe.store")


class DatabaseRefused(DataFolderError):
    """PostgreSQL refuses the connection, or the making of the tables; the message says what to do."""


class PostgresLog(StoredLog):
    """The log in the PostgreSQL database at a URL; its tables are created when it is empty.

    Raises DatabaseRefused, WrongSchema, and LogUnavailable when the server cannot be reached now.
    """

    is_shared = True

    def __init__(
        self,
        url: URL,
        *,
        queue_size: int = 10_000,
        on_commit: OnCommit = lambda batches, seconds: None,
    ) -> None:
        self._writing = engine_for(url, WRITERS)
        with usable(self._writing):
            schema.prepare(self._writing)
        # For what is one statement, with which it begins and ends; on the same connections.
        self._at_once = self._writing.execution_options(isolation_level="AUTOCOMMIT")
        # One more than threads, for housekeeping, which keeps its connection.
        self._reader = engine_for(url, READERS + 1)
        self._reader_at_once = self._reader.execution_options(isolation_level="AUTOCOMMIT")
        self._vacuum = Vacuum(engine_for(url, 1, {"lock_timeout": "2s"}))
        # Threads of their own: a database that does not answer keeps no other work waiting for one.
        self._writers = ThreadPoolExecutor(WRITERS, "postgres-writer")
        self._readers = ThreadPoolExecutor(READERS, "postgres-reader")
        self._queue_size = queue_size
        self._writes_waiting = self._reads_waiting = 0
        self._on_commit = on_commit
        super().__init__(self._vacuum.soon)

    async def append(self, batch: Batch) -> None:
        if batch.rows and not batch.may_erase:
            await self._write(lambda connection: _append(connection, batch), self._at_once)
            return
        has_erased: list[bool] = []
        await self._write(lambda connection: has_erased.append(_append_and_erase(connection, batch)))
        if any(has_erased):
            self._purge()

    async def ahead_ms(self, now_ms: Callable[[], int]) -> int:
        return await self._read(lambda connection: _ahead_ms(connection, now_ms))

    async def find(self, code: str) -> SessionRecord | None:
        if "\0" in code:
            return None  # no text in PostgreSQL has it, and no query may
        return await super().find(code)

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[bool]:
        connection = await self._read_on(self._reader.connect)
        try:
            yield await self._read_on(lambda: _takes_the_turn(connection))
        finally:
            await asyncio.to_thread(_end, connection)

    async def close(self) -> None:
        await asyncio.to_thread(self._writers.shutdown)
        await asyncio.to_thread(self._readers.shutdown)
        self._writing.dispose()
        self._reader.dispose()
        await self._vacuum.close()

    async def _write(self, work: Callable[[Connection], None], engine: Engine | None = None) -> None:
        """Run the work on one of the writing threads, in a transaction or by another engine.

        Returns once it is on disk.

        Raises NotSaved, OutcomeUnknown, or the error that the work itself raised.
        """
        if self._writes_waiting >= self._queue_size:
            raise NotSaved("too much waits to be written")
        self._writes_waiting += 1
        try:
            await asyncio.get_running_loop().run_in_executor(
                self._writers, self._run, work, engine or self._writing
            )
        except (NotSaved, OutcomeUnknown) as error:
            self.condition.fails("write", error)
            raise
        finally:
            self._writes_waiting -= 1
        self.condition.works("write")

    def _run(self, work: Callable[[Connection], None], engine: Engine) -> None:
        begun = time.perf_counter()
        connected = False
        try:
            with engine.connect() as connection:
                connected = True
                with connection.begin():
                    work(connection)
        except PoolTimeout as error:
            raise NotSaved("no connection to the database was free in time") from error
        except DBAPIError as error:
            # Without its cause: the details of PostgreSQL's errors contain rows, and so participants' words.
            raise _as_refusal(error, connected) from None
        self._on_commit(1, time.perf_counter() - begun)

    async def _read(self, query: Callable[[Connection], T]) -> T:
        """Run a query on a thread; raises LogUnavailable."""

        def run() -> T:
            with self._reader_at_once.connect() as connection:
                return query(connection)

        return await self._read_on(run)

    async def _read_on(self, work: Callable[[], T]) -> T:
        """Do work with the database on one of the reading threads; raises LogUnavailable."""
        if self._reads_waiting >= self._queue_size:
            raise LogUnavailable("too much waits to be read", ADVICE)
        self._reads_waiting += 1
        try:
            found = await asyncio.get_running_loop().run_in_executor(self._readers, work)
        except (DBAPIError, PoolTimeout) as error:
            self.condition.fails("read", reason_of(error))
            raise LogUnavailable(reason_of(error), ADVICE) from error
        finally:
            self._reads_waiting -= 1
        self.condition.works("read")
        return found


def erase_again(restored: URL, before: URL) -> int:
    """Carry out in a restored database what the one before has noted as erased; returns how many there were.

    Raises as the opening of the log, and DatabaseRefused when both URLs lead to one database.
    """
    old, new = engine_for(before, 1, {}), engine_for(restored, 1, {})
    with usable(old, "OLD"), old.connect() as connection:
        noted = erasures.noted(connection)
        database = connection.execute(_DATABASE).one()
    with usable(new):
        with new.connect() as connection:
            if connection.execute(_DATABASE).one() == database:
                raise DatabaseRefused(ONE_DATABASE)
        schema.prepare(new)
        with new.begin() as connection:
            count = queries.erase_again(connection, noted)
        Vacuum(new).now()
    old.dispose()
    new.dispose()
    return count


def migrate(url: URL) -> str | None:
    """Bring the tables up to date, as `schema.migrate`; other processes wait meanwhile.

    Raises as the opening of the log.
    """
    engine = engine_for(url, 1, {})
    with usable(engine):
        found = schema.migrate(engine)
    engine.dispose()
    return found


@contextmanager
def usable(engine: Engine, named: str = "SUMME_DATABASE_URL") -> Iterator[None]:
    """Close the engine after an error; raises DatabaseRefused or LogUnavailable in place of the driver's.

    Their messages say that the database's URL stands in `named`.
    """
    try:
        yield
    except DBAPIError as error:
        engine.dispose()
        # Without its cause, which may name the whole URL.
        raise _why_closed(error, named) from None
    except BaseException:
        engine.dispose()
        raise


def _why_closed(error: DBAPIError, named: str) -> Exception:
    """What an error in opening means: DatabaseRefused, LogUnavailable, or a fault in Summe."""
    reason = reason_of(error)
    for pattern, advice in _REFUSALS.items():
        if re.search(pattern, reason):
            return DatabaseRefused(f"The database cannot be used ({reason}). {advice.format(url=named)}")
    if isinstance(error.orig, psycopg.OperationalError | psycopg.InterfaceError):
        return LogUnavailable(reason, ADVICE_AT_START.format(url=named))
    return RuntimeError(reason)


def _ahead_ms(connection: Connection, now_ms: Callable[[], int]) -> int:
    """How far the database's clock is ahead, to half of the quickest of some round trips."""
    samples: list[tuple[int, int]] = []
    for _ in range(CLOCK_SAMPLES):
        before = now_ms()
        at_ms = int(connection.execute(_CLOCK_MS).scalar_one())
        took_ms = now_ms() - before
        samples.append((took_ms, at_ms - before - took_ms // 2))
    return min(samples)[1]


def _takes_the_turn(connection: Connection) -> bool:
    """Take the lock of housekeeping, which the connection holds until it is closed; False if another has it.

    It belongs to a transaction, since a pooler may hand out another session of the database for each; that
    one may be idle, as it changes nothing.
    """
    connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
    return bool(connection.execute(select(func.pg_try_advisory_xact_lock(_HOUSEKEEPING))).scalar())


def _end(connection: Connection) -> None:
    """Close a connection; one that has been lost is closed already, and the database has ended its locks."""
    with suppress(DBAPIError):
        connection.close()


def _append(connection: Connection, batch: Batch) -> None:
    """As `queries.append`, in one statement, of a batch that has rows; its texts are not erased."""
    changes = queries.changes_of(batch)
    values = [queries.values_of(batch.session_id, row) for row in batch.rows]
    statement = _APPEND.format(
        changes=", ".join(f"{name} = %({name}_now)s" for name in changes),
        columns=", ".join(_ARRAYS),
        arrays=", ".join(f"%({name})s::{kind}[]" for name, kind in _ARRAYS.items()),
    )
    inserted = connection.exec_driver_sql(
        statement,
        {
            "session_id": batch.session_id,
            "expected_seq": batch.expected_seq,
            **{f"{name}_now": value for name, value in changes.items()},
            **{name: [one[name] for one in values] for name in _ARRAYS},
        },
    )
    if inserted.rowcount == 0:
        raise queries.refusal(connection, batch.session_id)


def _append_and_erase(connection: Connection, batch: Batch) -> bool:
    """As `queries.append`, of any batch, in a transaction."""
    if not batch.rows:
        return queries.append(connection, batch)
    _append(connection, batch)
    return queries.erase_words(connection, batch)


def _as_refusal(error: DBAPIError, connected: bool) -> Exception:
    """What an error of the driver means for the write: NotSaved, OutcomeUnknown, or a fault in Summe."""
    cause = error.orig
    if not connected or isinstance(cause, _REFUSING):
        return NotSaved(reason_of(error))
    if error.connection_invalidated or isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
        return OutcomeUnknown(reason_of(error))
    return RuntimeError(reason_of(error))


def reason_of(error: Exception) -> str:
    """The first line of what the server or the driver says, without the statement and its parameters."""
    cause = getattr(error, "orig", None) or error
    line = (str(cause).strip() or type(cause).__name__).splitlines()[0]
    return line.rpartition("FATAL:  ")[2]


def engine_for(url: URL, connections: int, limits: Mapping[str, str] = _LIMITS) -> Engine:
    options = " ".join(f"-c {name}={value}" for name, value in limits.items())
    arguments: dict[str, Any] = {
        **_NETWORK,
        "options": options,
        "application_name": "summe",
        # A pooler between hands out another connection for each transaction, where a prepared one is unknown.
        "prepare_threshold": None,
    }
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args=arguments,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=CONNECT_S,
        # A statement's parameters are participants' words: never in an error's message.
        hide_parameters=True,
    )
    _look_at_unused(engine)
    event.listen(engine, "do_executemany", _one_by_one)
    return engine


def _one_by_one(cursor: Any, statement: str, rows: Iterable[Any], _: object) -> bool:
    """Execute a statement for each of some rows; psycopg would send them in a pipeline.

    PostgreSQL ends a transaction that is idle, but not one in the middle of a pipeline: a process that stalls
    there would lock a session for as long as it does.
    """
    for row in rows:
        cursor.execute(statement, row)
    return True


def _look_at_unused(engine: Engine) -> None:
    """Ask the database over a connection that has not been used for a while, and replace one that is lost.

    One that has just been used is taken as it is, which saves a round trip each time.
    """

    def returned(_: Any, record: Any) -> None:
        record.info["used_s"] = time.monotonic()

    def taken(connection: Any, record: Any, _: Any) -> None:
        if time.monotonic() - record.info.get("used_s", math.inf) > UNUSED_S:
            try:
                engine.dialect.do_ping(connection)
            except psycopg.Error as error:
                raise DisconnectionError from error

    event.listen(engine, "checkin", returned)
    event.listen(engine, "checkout", taken)
