"""Contract of every log, tested in memory, on a real SQLite file and on a real PostgreSQL server."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import make_url

from app.core.stored_row import StoredRow
from app.store import (
    Batch,
    CodeTaken,
    KeptExample,
    Log,
    SeqTaken,
    SessionIdUsed,
    SessionRecord,
    UnknownSession,
)
from app.store.backup import SqliteBackups
from app.store.memory import MemoryLog
from app.store.postgres import PostgresLog
from app.store.sqlite import SqliteLog

pytestmark = pytest.mark.asyncio
RECORD = SessionRecord("s", "ABCDEF", "Prøve", 1, None, 30, False, 1)
# For once the first one has been erased, whose id stays used, and whose code does not.
ANOTHER = replace(RECORD, session_id="s2")


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


async def test_the_id_of_a_session_is_used_once_also_when_the_session_has_been_erased(log: Log) -> None:
    again = replace(RECORD, code="GHJKLM")
    with pytest.raises(SessionIdUsed):
        await log.create(again, (row(1),))
    await log.erase("s")
    with pytest.raises(SessionIdUsed):
        await log.create(again, (row(1),))
    assert await log.sessions() == []


async def test_words_are_blanked_in_the_same_append(log: Log) -> None:
    await log.append(Batch("s", 1, (row(2, "hemmelig"),)))
    await log.append(Batch("s", 2, (row(3),), erase_texts_of=("q2",)))
    kept = (await log.read("s"))[1]
    assert (kept.text, kept.fingerprint, kept.text_of) == (None, None, "q2")


async def test_words_that_edits_replace_are_blanked_in_the_same_append_and_no_others(log: Log) -> None:
    words = tuple(row(seq, "ord")._replace(text_of="q") for seq in range(2, 6))
    await log.append(Batch("s", 1, words, replaced=(2, 4)))
    await log.append(Batch("s", 5, (row(6),), replaced=(3,)))
    kept = {one.seq: (one.text, one.fingerprint) for one in (await log.read("s"))[1:5]}
    assert kept == dict.fromkeys((2, 3, 4), (None, None)) | {5: ("ord", "f")}


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


async def empty(log: Log, last: int) -> None:
    """Empty a session of rows up to `last`, of which the first two stay."""
    kinds = {2: "session_planned", last: "question_asked"}
    rows = [
        row(seq, f"kanariefugl {seq}")._replace(kind=kinds.get(seq, "kind")) for seq in range(2, last + 1)
    ]
    await log.append(Batch("t", 1, tuple(rows), ended_at_ms=9))
    gone = row(last + 1)._replace(kind="session_emptied")
    await log.append(Batch("t", last, (gone,), reopened=True, empties=True))


OPENED = row(1)._replace(kind="session_opened")


async def test_of_an_emptied_session_the_plan_stays_and_leads_up_to_the_next_seq(log: Log) -> None:
    await log.append(Batch("s", 1, (row(2, "i den anden sal"),)))
    await log.create(SessionRecord("t", "GHJKLM", "To", 2, None, 30, False, 1), (OPENED,))
    for n, id in enumerate(("s", "t"), start=1):
        last = 2 if id == "s" else 1
        kept = KeptExample(f"e{n}", "ark", "en", "da", "Et eksempel?", 1, id, f"q{n}")
        await log.examples.keep(last, [kept])
    await empty(log, 5)
    rows = await log.read("t")
    kinds = [(one.seq, one.kind, one.at_ms) for one in rows]
    assert kinds == [(4, "session_opened", 1), (5, "session_planned", 2), (6, "session_emptied", 6)]
    found = await log.find("GHJKLM")
    assert found is not None
    assert (found.last_seq, found.ended_at_ms) == (6, None)
    with pytest.raises(SeqTaken):
        await log.append(Batch("t", 5, (row(6),)))
    assert [one.text for one in await log.read("s")] == [None, "i den anden sal"]
    assert [one.session_id for one in await log.examples.of_sheet("ark")] == ["s"]


async def test_what_was_emptied_leaves_no_byte_on_disk_and_does_not_come_back_from_a_backup(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    backups = SqliteBackups(folder / "summe.db")
    log = SqliteLog(folder / "summe.db")
    await log.create(SessionRecord("t", "GHJKLM", "To", 2, None, 30, False, 1), (OPENED,))
    await log.append(Batch("t", 1, (row(2, "kanariefugl"),)))
    backups.back_up(tmp_path / "tried.db")
    await log.append(Batch("t", 2, (row(3)._replace(kind="question_supported"),)))
    emptied = row(4)._replace(kind="session_emptied")
    await log.append(Batch("t", 3, (emptied,), reopened=True, empties=True))
    await log.append(Batch("t", 4, (row(5, "et rigtigt spørgsmål"),)))
    backups.back_up(tmp_path / "held.db")
    await log.close()
    assert not on_disk(folder, b"kanariefugl")
    left = [(3, None), (4, None), (5, "et rigtigt spørgsmål")]
    for backup, expected in (("held.db", left), ("tried.db", left[:2]), ("held.db", left)):
        backups.restore(tmp_path / backup)
        log = SqliteLog(folder / "summe.db")
        assert [(one.seq, one.text) for one in await log.read("t")] == expected, backup
        await log.close()
        assert not on_disk(folder, b"kanariefugl"), backup


def on_disk(folder: Path, canary: bytes) -> bool:
    return any(canary in file.read_bytes() for file in folder.iterdir())


async def test_words_that_an_edit_replaced_leave_no_byte_on_disk(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "summe.db")
    await log.create(RECORD, (row(1),))
    await log.append(Batch("s", 1, (row(2, "kanariefugl"),)))
    await log.append(Batch("s", 2, (row(3),), replaced=(2,)))
    await log.close()
    assert not on_disk(tmp_path, b"kanariefugl")


async def test_withdrawn_words_leave_no_byte_on_disk(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "summe.db")
    await log.create(RECORD, (row(1),))
    await log.append(Batch("s", 1, (row(2, "kanariefugl"),)))
    assert on_disk(tmp_path, b"kanariefugl")
    await log.append(Batch("s", 2, (row(3),), erase_texts_of=("q2",)))
    await log.close()
    assert not on_disk(tmp_path, b"kanariefugl")
