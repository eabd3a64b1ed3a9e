"""Contract of every log, tested in memory, on a real SQLite file and on a real PostgreSQL server."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import make_url

from app.core.codec import StoredRow
from app.store import Batch, CodeTaken, Log, SeqTaken, SessionRecord, UnknownSession
from app.store.memory import MemoryLog
from app.store.postgres import PostgresLog
from app.store.sqlite import SqliteLog

pytestmark = pytest.mark.asyncio
RECORD = SessionRecord("s", "ABCDEF", "Prøve", 1, None, 30, False, 1)


def row(seq: int, text: str | None = None) -> StoredRow:
    of = None if text is None else f"q{seq}"
    return StoredRow(seq, 0, seq, "organiser:", f"c{seq}", "f", "kind", 1, {"n": seq}, of, text)


@pytest_asyncio.fixture(params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.process)])
async def log(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Log]:
    one: Log
    match request.param:
        case "memory":
            one = MemoryLog()
        case "sqlite":
            one = SqliteLog(tmp_path / "summe.db")
        case _:
            one = PostgresLog(make_url(request.getfixturevalue("database_url")))
    await one.create(RECORD, (row(1),))
    yield one
    await one.close()


async def test_appended_rows_are_read_in_order(log: Log) -> None:
    await log.append(Batch("s", 1, (row(2, "Hvem?"), row(3))))
    assert await log.read("s") == [row(1), row(2, "Hvem?"), row(3)]
    assert await log.read("s", after_seq=2) == [row(3)]
    found = await log.find("ABCDEF")
    assert found is not None
    assert found.last_seq == 3


async def test_a_summary_reads_selected_kinds_in_full_and_counts_all(log: Log) -> None:
    newer, other = row(3)._replace(version=2), row(4)._replace(kind="other")
    await log.append(Batch("s", 1, (row(2, "Hvem?"), newer, other)))
    summary = await log.summary("s", ["other", "third"])
    assert summary.rows == [other]
    assert summary.last_at_ms == other.at_ms
    assert summary.counts == {("kind", 1): 2, ("kind", 2): 1, ("other", 1): 1}
    with pytest.raises(UnknownSession):
        await log.summary("nobody", [])


async def test_an_append_with_the_wrong_expected_seq_is_refused(log: Log) -> None:
    await log.append(Batch("s", 1, (row(2),)))
    with pytest.raises(SeqTaken):
        await log.append(Batch("s", 1, (row(2),)))
    assert len(await log.read("s")) == 2


async def test_a_wrong_batch_refuses_only_itself(log: Log) -> None:
    await log.create(RECORD.__class__("t", "GHJKLM", "To", 2, None, 30, False, 1), (row(1),))
    outcomes = await asyncio.gather(
        log.append(Batch("s", 1, (row(2),))),
        log.append(Batch("t", 9, (row(10),))),
        log.append(Batch("t", 1, (row(2),))),
        return_exceptions=True,
    )
    assert [type(one) for one in outcomes] == [type(None), SeqTaken, type(None)]


async def test_taken_codes_and_unknown_sessions_are_refused(log: Log) -> None:
    with pytest.raises(CodeTaken):
        await log.create(SessionRecord("u", "ABCDEF", "", 1, None, 30, False, 1), (row(1),))
    with pytest.raises(UnknownSession):
        await log.read("nobody")
    with pytest.raises(UnknownSession):
        await log.append(Batch("nobody", 1, (row(2),)))
    assert await log.find("NOBODY") is None
    assert await log.find("AB\0DEF") is None
    assert log.condition.fault is None


async def test_words_are_blanked_in_the_same_append(log: Log) -> None:
    await log.append(Batch("s", 1, (row(2, "hemmelig"),)))
    await log.append(Batch("s", 2, (row(3),), erase_texts_of=("q2",)))
    kept = (await log.read("s"))[1]
    assert (kept.text, kept.fingerprint, kept.text_of) == (None, None, "q2")


async def test_an_append_updates_the_record_of_its_session(log: Log) -> None:
    await log.append(Batch("s", 1, (row(2),), title="Årskursus", ended_at_ms=9))
    await log.append(Batch("s", 2, (row(3),)))
    found = await log.find("ABCDEF")
    assert found is not None
    assert (found.title, found.ended_at_ms, found.last_seq) == ("Årskursus", 9, 3)
    await log.append(Batch("s", 3, (row(4),), reopened=True))
    assert (await log.sessions())[0].ended_at_ms is None
    await log.append(Batch("s", 4, (row(5),), reopened=True, ended_at_ms=11))
    assert (await log.sessions())[0].ended_at_ms == 11


async def test_last_seqs_are_those_of_the_sessions_that_exist(log: Log) -> None:
    await log.create(SessionRecord("t", "GHJKLM", "To", 2, None, 30, False, 1), (row(1),))
    await log.append(Batch("s", 1, (row(2), row(3))))
    assert await log.last_seqs(["s", "t", "nobody"]) == {"s": 3, "t": 1}
    assert await log.last_seqs([]) == {}


async def test_retention_is_set_for_one_session_only(log: Log) -> None:
    await log.create(SessionRecord("t", "GHJKLM", "To", 2, None, 30, False, 1), (row(1),))
    await log.set_retention("s", 7)
    assert {record.code: record.retention_days for record in await log.sessions()} == {
        "ABCDEF": 7,
        "GHJKLM": 30,
    }
    with pytest.raises(UnknownSession):
        await log.set_retention("nobody", 7)


async def test_a_session_can_be_erased(log: Log) -> None:
    await log.erase("s")
    assert await log.sessions() == []
    with pytest.raises(UnknownSession):
        await log.erase("s")


def on_disk(folder: Path, canary: bytes) -> bool:
    return any(canary in file.read_bytes() for file in folder.iterdir())


async def test_withdrawn_words_leave_no_byte_on_disk(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "summe.db")
    await log.create(RECORD, (row(1),))
    await log.append(Batch("s", 1, (row(2, "kanariefugl"),)))
    assert on_disk(tmp_path, b"kanariefugl")
    await log.append(Batch("s", 2, (row(3),), erase_texts_of=("q2",)))
    await log.close()
    assert not on_disk(tmp_path, b"kanariefugl")
