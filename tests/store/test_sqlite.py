"""SQLite log on a real file: concurrent readers and writers, folder names, failed batches, lost files."""

import asyncio
import contextlib
import dataclasses
import os
import shutil
import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine, event
from sqlmodel import SQLModel

from app.store import Batch, NotSaved, UnknownSession, queries
from app.store.committer import PURGE_AGAIN_S, reason
from app.store.sqlite import SqliteLog
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
