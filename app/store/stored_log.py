"""What a log in any database does: the SQL of `queries`, over the connections of that kind of database."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlalchemy import Connection

from app.core.stored_row import StoredRow
from app.store import KeptTotals, SessionRecord, Summary, queries
from app.store.condition import Condition
from app.store.examples import StoredExamples
from app.store.sheet_texts import StoredSheetTexts
from app.store.totals import StoredTotals

T = TypeVar("T")


class StoredLog(ABC):
    """The base of logs in a database; `purge` removes the bytes of what was erased, soon."""

    def __init__(self, purge: Callable[[], None]) -> None:
        self._purge = purge
        self.condition = Condition()
        self.examples = StoredExamples(self._write, self._read, purge)
        self.totals = StoredTotals(self._write, self._read, purge)
        self.sheet_texts = StoredSheetTexts(self._write, self._read)

    @abstractmethod
    async def _write(self, work: Callable[[Connection], None]) -> None:
        """As `connections.Write`."""

    @abstractmethod
    async def _read(self, query: Callable[[Connection], T]) -> T:
        """As `connections.Read`."""

    async def create(self, record: SessionRecord, rows: Sequence[StoredRow]) -> None:
        await self._write(lambda connection: queries.create(connection, record, rows))

    async def set_retention(self, session_id: str, days: int) -> None:
        await self._write(lambda connection: queries.set_retention(connection, session_id, days))

    async def erase(
        self, session_id: str, *, keep_examples: bool = False, totals: KeptTotals | None = None
    ) -> None:
        await self._write(lambda connection: queries.erase(connection, session_id, keep_examples, totals))
        self._purge()

    async def read(self, session_id: str, after_seq: int = 0) -> list[StoredRow]:
        return await self._read(lambda connection: queries.read(connection, session_id, after_seq))

    async def summary(self, session_id: str, kinds: Sequence[str]) -> Summary:
        return await self._read(lambda connection: queries.summary(connection, session_id, kinds))

    async def sessions(self) -> list[SessionRecord]:
        return await self._read(queries.sessions)

    async def last_seqs(self, session_ids: Sequence[str]) -> dict[str, int]:
        return await self._read(lambda connection: queries.last_seqs(connection, session_ids))

    async def find(self, code: str) -> SessionRecord | None:
        return await self._read(lambda connection: queries.find(connection, code))
