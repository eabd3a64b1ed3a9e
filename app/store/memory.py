"""A log in memory, for tests; its content is lost on close."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, MutableMapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import cached_property
from typing import TypeVar

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool
from sqlmodel import SQLModel

from app.core.stored_row import StoredRow
from app.store import (
    Batch,
    CodeTaken,
    KeptExample,
    KeptTotals,
    SeqTaken,
    SessionIdUsed,
    SessionRecord,
    Summary,
    UnknownSession,
)
from app.store.condition import Condition
from app.store.emptying import kept_rows
from app.store.sheet_texts import StoredSheetTexts

T = TypeVar("T")


class MemoryLog:
    is_shared = False

    def __init__(self) -> None:
        self.condition = Condition()
        self._records: dict[str, SessionRecord] = {}
        self._rows: dict[str, list[StoredRow]] = {}
        self.examples = MemoryExamples(self._records)
        self.totals = MemoryTotals(self._records)
        self._erased: set[str] = set()

    async def create(self, record: SessionRecord, rows: Sequence[StoredRow]) -> None:
        if record.session_id in self._records or record.session_id in self._erased:
            raise SessionIdUsed(record.session_id)
        if any(known.code == record.code for known in self._records.values()):
            raise CodeTaken(record.code)
        self._records[record.session_id] = record
        self._rows[record.session_id] = list(rows)

    async def append(self, batch: Batch) -> None:
        record = self._record(batch.session_id)
        if record.last_seq != batch.expected_seq:
            raise SeqTaken(batch.session_id)
        gone, replaced = set(batch.erase_texts_of), set(batch.replaced)
        self.examples.forget(batch.session_id, gone.union(batch.no_examples_of))
        kept = [*self._rows[batch.session_id], *batch.rows]
        self._rows[batch.session_id] = [
            row._replace(text=None, fingerprint=None) if row.text_of in gone or row.seq in replaced else row
            for row in kept
        ]
        last = batch.rows[-1].seq if batch.rows else record.last_seq
        if batch.empties:
            self._rows[batch.session_id] = [*kept_rows(kept, last), batch.rows[-1]]
            self.examples.forget(batch.session_id)
        before = None if batch.reopened else record.ended_at_ms
        ended = before if batch.ended_at_ms is None else batch.ended_at_ms
        title = record.title if batch.title is None else batch.title
        self._records[batch.session_id] = replace(record, last_seq=last, ended_at_ms=ended, title=title)

    async def read(self, session_id: str, after_seq: int = 0) -> list[StoredRow]:
        self._record(session_id)
        return [row for row in self._rows[session_id] if row.seq > after_seq]

    async def summary(self, session_id: str, kinds: Sequence[str]) -> Summary:
        rows = await self.read(session_id)
        counts = Counter((row.kind, row.version) for row in rows)
        return Summary([row for row in rows if row.kind in kinds], dict(counts), rows[-1].at_ms)

    async def sessions(self) -> list[SessionRecord]:
        return sorted(self._records.values(), key=lambda record: -record.created_at_ms)

    async def last_seqs(self, session_ids: Sequence[str]) -> dict[str, int]:
        return {id: self._records[id].last_seq for id in session_ids if id in self._records}

    async def ahead_ms(self, now_ms: Callable[[], int]) -> int:
        return 0

    async def find(self, code: str) -> SessionRecord | None:
        return next((record for record in self._records.values() if record.code == code), None)

    async def set_retention(self, session_id: str, days: int) -> None:
        self._records[session_id] = replace(self._record(session_id), retention_days=days)

    async def erase(
        self, session_id: str, *, keep_examples: bool = False, totals: KeptTotals | None = None
    ) -> None:
        self._record(session_id)
        if keep_examples:
            self.examples.forget_source(session_id)
        else:
            self.examples.forget(session_id)
        del self._records[session_id], self._rows[session_id]
        self._erased.add(session_id)
        if totals is not None:
            self.totals.keep(totals)

    def alone(self) -> nullcontext[bool]:
        return nullcontext(True)

    async def close(self) -> None:
        self._records.clear()
        self._rows.clear()

    @cached_property
    def sheet_texts(self) -> StoredSheetTexts:
        """In a database in memory, since no other rows of the log go with them."""
        database = create_engine("sqlite://", poolclass=StaticPool)
        SQLModel.metadata.create_all(database)

        async def write(work: Callable[[Connection], None]) -> None:
            with database.begin() as connection:
                work(connection)

        async def read(query: Callable[[Connection], T]) -> T:
            with database.connect() as connection:
                return query(connection)

        return StoredSheetTexts(write, read)

    def _record(self, session_id: str) -> SessionRecord:
        record = self._records.get(session_id)
        if record is None:
            raise UnknownSession(session_id)
        return record


class MemoryExamples:
    """The examples of a log in memory, whose sessions' `records` it reads."""

    def __init__(self, records: Mapping[str, SessionRecord]) -> None:
        self._records = records
        self._kept: list[KeptExample] = []

    async def keep(self, expected_seq: int, examples: Sequence[KeptExample]) -> None:
        session_id = examples[0].session_id or ""
        record = self._records.get(session_id)
        if record is None:
            raise UnknownSession(session_id)
        if record.last_seq != expected_seq:
            raise SeqTaken(session_id)
        already = {one.question_id for one in self._kept if one.session_id == session_id}
        self._kept += [one for one in examples if one.question_id not in already]

    async def of_sheet(self, run_sheet_id: str) -> list[KeptExample]:
        of_sheet = [one for one in self._kept if one.run_sheet_id == run_sheet_id]
        return sorted(of_sheet, key=lambda one: (one.kept_at_ms, one.example_id))

    async def counts(self) -> dict[str, int]:
        return dict(Counter(one.run_sheet_id for one in self._kept))

    async def remove(self, example_ids: Collection[str]) -> None:
        self._kept = [one for one in self._kept if one.example_id not in example_ids]

    def forget(self, session_id: str, question_ids: Collection[str] | None = None) -> None:
        """Remove the examples of a session, or of these questions of it."""
        self._kept = [
            one
            for one in self._kept
            if one.session_id != session_id
            or (question_ids is not None and one.question_id not in question_ids)
        ]

    def forget_source(self, session_id: str) -> None:
        self._kept = [
            replace(one, session_id=None, question_id=None) if one.session_id == session_id else one
            for one in self._kept
        ]


class MemoryTotals:
    """The totals of a log in memory, in whose sessions' `records` it notes which are wanted."""

    def __init__(self, records: MutableMapping[str, SessionRecord]) -> None:
        self._records = records
        self._kept: list[KeptTotals] = []

    async def want(self, session_id: str, *, wanted: bool) -> None:
        if session_id not in self._records:
            raise UnknownSession(session_id)
        self._records[session_id] = replace(self._records[session_id], keep_totals=wanted)

    async def all(self) -> list[KeptTotals]:
        return sorted(self._kept, key=lambda one: (one.kept_at_ms, one.totals_id))

    async def remove(self, totals_id: str) -> None:
        self._kept = [one for one in self._kept if one.totals_id != totals_id]

    def keep(self, totals: KeptTotals) -> None:
        self._kept.append(totals)
