"""VACUUM after erasures: PostgreSQL keeps what an update or a deletion has replaced until then.

It runs soon after the first erasure and then at most once in `PAUSE_S`, since each run reads the tables.
"""

import asyncio
import logging

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, TimeoutError as PoolTimeout

from app.store.tables import TABLES

PAUSE_S = 60.0
# Every table, so that none in which texts are erased is left out.
_VACUUM = text(f"VACUUM {', '.join(TABLES)}")
_logger = logging.getLogger("summe.store")


class Vacuum:
    """Vacuums the tables of the log over an engine of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._is_due = False
        self._closing = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def soon(self) -> None:
        """Vacuum soon; until it has succeeded it is tried again."""
        self._is_due = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="vacuum")

    async def close(self) -> None:
        """Vacuum now, if it is due, and stop. What fails then is left to PostgreSQL's autovacuum."""
        self._closing.set()
        if self._task is not None:
            await self._task
        self._engine.dispose()

    async def _run(self) -> None:
        while self._is_due:
            self._is_due = False
            try:
                await asyncio.to_thread(self.now)
            except (DBAPIError, PoolTimeout) as error:
                self._is_due = not self._closing.is_set()
                reason = str(error).partition("\n")[0]
                _logger.warning("VACUUM after an erasure has failed, and is tried again: %s", reason)
            if not self._closing.is_set():
                try:
                    async with asyncio.timeout(PAUSE_S):
                        await self._closing.wait()
                except TimeoutError:
                    continue

    def now(self) -> None:
        """Vacuum; raises SQLAlchemy's DBAPIError."""
        with self._engine.connect() as connection:
            connection.execute(_VACUUM)
