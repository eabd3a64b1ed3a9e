"""Short-lived values in a PostgreSQL database, in a table that is not written to its log.

The table is not part of the schema that is migrated: it is created when it is missing, and is empty after a
crash of the database. Values expire by the database's clock, so those of the processes may differ.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import URL, Connection, TextClause, text
from sqlalchemy.exc import DBAPIError, TimeoutError as PoolTimeout

from app.store import LogUnavailable
from app.store.postgres import ADVICE, engine_for, reason_of, usable
from app.store.short_lived import Kind

T = TypeVar("T")
CONNECTIONS = 2
# So many requests may wait for a connection; further ones are refused.
MOST_WAITING = 500
# Two processes that create the table at the same moment wait for each other.
_CREATE = """
SELECT pg_advisory_xact_lock(hashtext('summe_short_lived'));
CREATE UNLOGGED TABLE IF NOT EXISTS short_lived (
    kind text NOT NULL, key text NOT NULL, value text NOT NULL, expires_at timestamptz NOT NULL,
    PRIMARY KEY (kind, key)
)
"""
_PUT = text("""
INSERT INTO short_lived (kind, key, value, expires_at)
VALUES (:kind, :key, :value, now() + make_interval(secs => :lasts_s))
ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at
""")
_DISCARD = text("""
DELETE FROM short_lived WHERE expires_at <= now() OR (kind, key) IN (
    SELECT kind, key FROM short_lived WHERE kind = :kind ORDER BY expires_at DESC, key DESC OFFSET :most
)
""")
_GET = text("SELECT value FROM short_lived WHERE kind = :kind AND key = :key AND expires_at > now()")
_ALL = text("""
SELECT key, value FROM short_lived WHERE kind = :kind AND expires_at > now() ORDER BY expires_at, key
""")
_TAKE = text(
    "DELETE FROM short_lived WHERE kind = :kind AND key = :key AND expires_at > now() RETURNING value"
)


class PostgresShortLived:
    """Values that all processes on the database share. Raises as the opening of the log."""

    def __init__(self, url: URL) -> None:
        self._engine = engine_for(url, CONNECTIONS)
        with usable(self._engine), self._engine.begin() as connection:
            connection.exec_driver_sql(_CREATE)
        # Threads of their own: what many ask for here keeps no other work waiting for one.
        self._threads = ThreadPoolExecutor(CONNECTIONS, "postgres-short-lived")
        self._waiting = 0

    async def put(self, kind: Kind, key: str, value: str, lasts_s: float, most: int) -> None:
        def work(connection: Connection) -> None:
            at = {"kind": kind, "key": key}
            connection.execute(_PUT, {**at, "value": value, "lasts_s": lasts_s})
            connection.execute(_DISCARD, {"kind": kind, "most": most})

        await self._run(work)

    async def get(self, kind: Kind, key: str) -> str | None:
        return await self._run(lambda connection: _value(connection, _GET, kind, key))

    async def all(self, kind: Kind) -> dict[str, str]:
        def work(connection: Connection) -> dict[str, str]:
            return {row.key: row.value for row in connection.execute(_ALL, {"kind": kind})}

        return await self._run(work)

    async def take(self, kind: Kind, key: str) -> str | None:
        return await self._run(lambda connection: _value(connection, _TAKE, kind, key))

    async def close(self) -> None:
        await asyncio.to_thread(self._threads.shutdown)
        self._engine.dispose()

    async def _run(self, work: Callable[[Connection], T]) -> T:
        """Run the work in a transaction on a thread; raises LogUnavailable."""

        def run() -> T:
            try:
                with self._engine.begin() as connection:
                    return work(connection)
            except (DBAPIError, PoolTimeout) as error:
                raise LogUnavailable(reason_of(error), ADVICE) from None

        if self._waiting >= MOST_WAITING:
            raise LogUnavailable("too many requests wait for the database", ADVICE)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, run)
        finally:
            self._waiting -= 1


def _value(connection: Connection, statement: TextClause, kind: Kind, key: str) -> str | None:
    found: str | None = connection.execute(statement, {"kind": kind, "key": key}).scalar()
    return found
