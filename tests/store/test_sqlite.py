"""SQLite log on a real file: concurrent readers and writers, folder names, failed batches, lost files."""

import asyncio
import contextlib
import dataclasses
import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine, event
from sqlmodel import SQLModel

from app.store import Batch, CodeTaken, NotSaved, UnknownSession, queries
from app.store.backup import SqliteBackups
from app.store.committer import PURGE_AGAIN_S, Left, reason
from app.store.sqlite import SqliteDialect, SqliteLog
from tests.store.test_log_contract import RECORD, on_disk, row

pytestmark = pytest.mark.asyncio


async def test_p1_withdrawn_words_are_erased_while_another_connection_reads(tmp_path: Path) -> None:
    """A reader prevents the write-ahead log from being truncated, which happens once the reader is done."""
    log = SqliteLog(tmp_path / "summe.db")
    await log.create(RECORD, (row(1),))
    await log.append(Batch("s", 1, (row(2, "kanariefugl"),)))
    reader = sqlite3.connect(tmp_path / "summe.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM events").fetchone()
    await log.append(Batch("s", 2, (row(3),), erase_texts_of=("q2",)))
    await log.append(Batch("s", 3, (row(4),)))  # does not wait for the reader
    assert on_disk(tmp_path, b"kanariefugl")
    reader.execute("COMMIT")
    reader.close()
    async with asyncio.timeout(10 * PURGE_AGAIN_S):
        while on_disk(tmp_path, b"kanariefugl"):
            await asyncio.sleep(0.01)
    await log.close()


async def test_withdrawing_is_no_more_work_for_the_database_in_a_long_session() -> None:
    """The steps of SQLite's machine are counted."""
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)

    def steps(events: int) -> int:
        id, taken = f"s{events}", 0
        rows = [row(seq, f"Hvem {seq}?") for seq in range(1, events)]
        with engine.begin() as connection:
            queries.create(connection, dataclasses.replace(RECORD, session_id=id, code=id), rows)

            def step() -> int:
                nonlocal taken
                taken += 1
                return 0

            driver: Any = connection.connection.driver_connection
            driver.set_progress_handler(step, 1)
            withdrawn = tuple(f"q{seq}" for seq in range(2, 5))
            queries.erase_words(connection, Batch(id, events - 1, (), erase_texts_of=withdrawn))
            driver.set_progress_handler(None, 1)
            assert [one.text for one in queries.read(connection, id, 0)][:5] == [
                "Hvem 1?",
                None,
                None,
                None,
                "Hvem 5?",
            ]
        return taken

    assert steps(2_000) < 1.5 * steps(20)


@pytest.mark.parametrize("before", [1, 2, 3], ids=["first", "second", "third query"])
async def test_a_session_that_is_erased_between_two_queries_is_unknown_or_read_whole(
    before: int, tmp_path: Path
) -> None:
    log = SqliteLog(tmp_path / "summe.db")
    await log.create(RECORD, (row(1),))
    queries = 0

    def erase(_: Connection, __: object, statement: str, *___: object) -> None:
        nonlocal queries
        queries += statement.startswith("SELECT")
        if queries == before:
            queries += 1
            with sqlite3.connect(tmp_path / "summe.db") as other:
                other.execute("DELETE FROM events")
                other.execute("DELETE FROM sessions")

    event.listen(Engine, "before_cursor_execute", erase)
    try:
        with contextlib.suppress(UnknownSession):
            assert (await log.summary("s", ["kind"])).rows == [row(1)]
        with pytest.raises(UnknownSession):
            await log.read("s")
    finally:
        event.remove(Engine, "before_cursor_execute", erase)
    await log.close()


async def test_a_database_locked_by_another_writer_refuses_a_batch_and_accepts_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.sqlite.COMMIT_WAIT_MS", 20)
    ended: list[BaseException] = []
    log = SqliteLog(tmp_path / "summe.db", on_fatal=ended.append)
    await log.create(RECORD, (row(1),))
    other = sqlite3.connect(tmp_path / "summe.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(NotSaved, match="locked"):
        await log.append(Batch("s", 1, (row(2),)))
    other.execute("ROLLBACK")
    other.close()
    await log.append(Batch("s", 1, (row(2),)))
    assert await log.read("s") == [row(1), row(2)]
    assert ended == []
    await log.close()


async def test_a_table_that_is_missing_ends_the_log_for_a_reason_that_names_it(tmp_path: Path) -> None:
    ended: asyncio.Future[BaseException] = asyncio.get_running_loop().create_future()
    loop = asyncio.get_running_loop()

    def end(error: BaseException) -> None:
        loop.call_soon_threadsafe(ended.set_result, error)

    log = SqliteLog(tmp_path / "summe.db", on_fatal=end)
    with contextlib.closing(sqlite3.connect(tmp_path / "summe.db")) as other:
        other.execute("DROP TABLE erasures")
    creating = asyncio.ensure_future(log.create(RECORD, (row(1),)))
    async with asyncio.timeout(10):
        assert reason(await ended) == "OperationalError: no such table: erasures"
    creating.cancel()


@pytest.mark.parametrize("name", ["med mellemrum", "50% rabat?", "nr. #1", "blåbærgrød"])
async def test_any_folder_name_is_accepted(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    log = SqliteLog(tmp_path / name / "summe.db")
    await log.create(RECORD, (row(1),))
    assert await log.read("s") == [row(1)]
    await log.close()
    assert os.listdir(tmp_path) == [name]


async def test_d14_one_bad_batch_in_a_shared_transaction_is_refused_alone(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "summe.db")
    records = [RECORD.__class__(f"s{n}", f"CODE{n}", "", 1, None, 30, False, 1) for n in range(40)]
    for record in records:
        await log.create(record, (row(1),))
    held = threading.Event()
    waiting = asyncio.ensure_future(log._committer.run(lambda connection: _wait(connection, held)))
    await asyncio.sleep(0)
    bad = row(2, "\ud800")  # a lone surrogate cannot be stored
    batches = [Batch(f"s{n}", 1, (bad if n == 27 else row(2),)) for n in range(40)]
    appends = [asyncio.ensure_future(log.append(batch)) for batch in batches]
    await asyncio.sleep(0)
    held.set()
    outcomes = await asyncio.gather(*appends, return_exceptions=True)
    await waiting
    assert [n for n, outcome in enumerate(outcomes) if outcome is not None] == [27]
    assert [len(await log.read(f"s{n}")) for n in (26, 27, 28)] == [2, 1, 2]
    await log.append(Batch("s27", 1, (row(2),)))  # the bad batch has left nothing behind
    assert len(await log.read("s27")) == 2
    await log.close()


def _wait(_: Connection, held: threading.Event) -> None:
    held.wait()


async def test_d15_an_unexpected_error_on_the_writing_thread_ends_the_process(tmp_path: Path) -> None:
    ended: asyncio.Future[BaseException] = asyncio.get_running_loop().create_future()
    loop = asyncio.get_running_loop()

    def end(error: BaseException) -> None:
        loop.call_soon_threadsafe(ended.set_result, error)

    def fail(pieces: int, seconds: float) -> None:
        raise ValueError("unexpected")

    log = SqliteLog(tmp_path / "summe.db", on_fatal=end, on_commit=fail)
    asking = asyncio.ensure_future(log.create(RECORD, (row(1),)))
    async with asyncio.timeout(10):
        assert isinstance(await ended, ValueError)
    asking.cancel()


@pytest.mark.parametrize("fate", ["removed", "replaced"])
async def test_d8_a_removed_or_replaced_database_refuses_all_writes(tmp_path: Path, fate: str) -> None:
    path = tmp_path / "summe.db"
    log = SqliteLog(path)
    await log.create(RECORD, (row(1),))
    if fate == "replaced":
        shutil.copy(path, tmp_path / "copy.db")
        (tmp_path / "copy.db").replace(path)
    else:
        path.unlink()
    with pytest.raises(NotSaved, match=fate):
        await log.append(Batch("s", 1, (row(2),)))
    await log.close()


LONG = dataclasses.replace(RECORD, session_id="long", code="LANGE2", last_seq=55)
LONG_ROWS = tuple(row(seq, f"kanariefugl {seq}") for seq in range(1, 56))


@pytest.fixture
def ten_rows_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("sqlite", "leftovers"):
        monkeypatch.setattr(f"app.store.{module}.ROWS_A_PART", 10)


@pytest.fixture
def inserted_and_deleted() -> Iterator[list[int]]:
    """How many events each statement has inserted, or deleted."""
    counts: list[int] = []

    def note(_: Connection, cursor: Any, statement: str, *__: object) -> None:
        if statement.startswith(("INSERT INTO events", "DELETE FROM events")):
            counts.append(cursor.rowcount)

    event.listen(Engine, "after_cursor_execute", note)
    yield counts
    event.remove(Engine, "after_cursor_execute", note)


@pytest.mark.usefixtures("ten_rows_a_part")
async def test_h20_a_long_session_is_created_in_parts_and_others_are_served_between_them(
    tmp_path: Path, inserted_and_deleted: list[int]
) -> None:
    log = SqliteLog(tmp_path / "summe.db")
    await log.create(RECORD, (row(1),))
    creating = asyncio.ensure_future(log.create(LONG, LONG_ROWS))
    answered = 0
    while not creating.done():
        await log.append(Batch("s", 1 + answered, (row(2 + answered),)))
        answered += 1
    await creating
    assert max(inserted_and_deleted) == 10
    assert answered
    assert await log.read("long") == list(LONG_ROWS)
    await log.close()


@pytest.mark.usefixtures("ten_rows_a_part")
async def test_h20_a_long_session_is_erased_in_parts_and_is_gone_when_the_erasure_returns(
    tmp_path: Path, inserted_and_deleted: list[int]
) -> None:
    log = SqliteLog(tmp_path / "summe.db")
    await log.create(RECORD, (row(1),))
    await log.create(LONG, LONG_ROWS)
    inserted_and_deleted.clear()
    erasing = asyncio.ensure_future(log.erase("long"))
    answered = 0
    while not erasing.done():
        await log.append(Batch("s", 1 + answered, (row(2 + answered),)))
        answered += 1
    await erasing
    with pytest.raises(UnknownSession):
        await log.read("long")
    # A part is all that a commit in between waits for; how many come in between is up to the machine.
    assert max(inserted_and_deleted) == 10
    assert [one.session_id for one in await log.sessions()] == ["s"]
    with contextlib.closing(sqlite3.connect(tmp_path / "summe.db")) as reader:
        assert reader.execute("SELECT count(*) FROM events WHERE session_id = 'long'").fetchone() == (0,)
    await log.close()
    assert not on_disk(tmp_path, b"kanariefugl")


@pytest.mark.usefixtures("ten_rows_a_part")
async def test_h20_a_long_session_that_is_refused_leaves_nothing(tmp_path: Path) -> None:
    """The code is taken while its events are written."""
    log = SqliteLog(tmp_path / "summe.db")
    creating = asyncio.ensure_future(log.create(LONG, LONG_ROWS))
    await asyncio.sleep(0)
    await log.create(dataclasses.replace(RECORD, code="LANGE2"), (row(1),))
    with pytest.raises(CodeTaken):
        await creating
    await log.close()
    assert not on_disk(tmp_path, b"kanariefugl")


async def test_h20_half_an_import_is_unknown_and_gone_after_a_crash_and_from_a_backup(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    log = SqliteLog(folder / "summe.db")
    await log.create(RECORD, (row(1),))
    await log._insert("long", LONG_ROWS[:20])
    for reading in (log.read("long"), log.summary("long", ["kind"])):
        with pytest.raises(UnknownSession):
            await reading
    assert await log.find("LANGE2") is None
    backups = SqliteBackups(folder / "summe.db")
    backups.back_up(tmp_path / "copy.db")
    await log.close()
    assert on_disk(folder, b"kanariefugl")
    assert b"kanariefugl" not in (tmp_path / "copy.db").read_bytes()
    log = SqliteLog(folder / "summe.db")
    assert await log.read("s") == [row(1)]
    await log.close()
    assert not on_disk(folder, b"kanariefugl")
    backups.restore(tmp_path / "copy.db")
    assert not on_disk(folder, b"kanariefugl")


async def test_h20_what_a_reader_keeps_from_being_purged_is_not_tried_again_at_each_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each try waits for the reader, and so does the commit after it."""
    monkeypatch.setattr("app.store.committer.PURGE_AGAIN_S", 1_000.0)
    tries: list[str] = []
    purge = SqliteDialect.purge

    def counted(self: SqliteDialect, connection: Connection) -> Left:
        tries.append(left := purge(self, connection))
        return left

    monkeypatch.setattr(SqliteDialect, "purge", counted)
    log = SqliteLog(tmp_path / "summe.db")
    await log.create(RECORD, (row(1, "kanariefugl"),))
    with contextlib.closing(sqlite3.connect(tmp_path / "summe.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM events").fetchone()
        for seq in range(2, 12):
            await log.append(Batch("s", seq - 1, (row(seq),), erase_texts_of=(f"q{seq - 1}",)))
        await log.close()
    assert tries == ["retry"]
