"""Contract of the kept examples, in memory, on a real SQLite file and on a real PostgreSQL server."""

import asyncio
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from app.store import Batch, KeptExample, Log, SeqTaken, UnknownSession
from app.store.opening import backups_of, erase_again, open_log
from app.store.postgres import PostgresLog
from app.store.sqlite import SqliteLog
from tests.postgres import Postgres
from tests.store.test_log_contract import ANOTHER, RECORD, log, on_disk, row
from tests.store.test_postgres import until, waits_for_a_lock

__all__ = ["log"]
pytestmark = pytest.mark.asyncio


def example(
    id: str, question: str | None = "q2", text: str = "en kanariefugl", session: str = "s"
) -> KeptExample:
    of_session = None if question is None else session
    return KeptExample(id, "talk", "en", "da", text, 1_800_000_000_000, of_session, question)


async def ids(log: Log) -> list[str]:
    return [one.example_id for one in await log.examples.of_sheet("talk")]


async def asked(log: Log, session: str = "s") -> None:
    """Two questions are asked in the session, with events 2 and 3."""
    await log.append(Batch(session, 1, (row(2, "en kanariefugl"), row(3, "en gærdesmutte"))))


async def test_kept_examples_are_those_of_their_run_sheet_in_the_order_they_were_kept(log: Log) -> None:
    await asked(log)
    later = replace(example("b", "q3"), kept_at_ms=1_800_000_000_001)
    await log.examples.keep(3, [later, example("a")])
    assert await log.examples.of_sheet("talk") == [example("a"), later]
    assert await log.examples.of_sheet("another") == []
    assert await log.examples.counts() == {"talk": 2}


async def test_a_question_is_kept_once(log: Log) -> None:
    await asked(log)
    await log.examples.keep(3, [example("a")])
    await log.examples.keep(3, [example("b"), example("c", "q3")])
    assert await ids(log) == ["a", "c"]


async def test_nothing_is_kept_of_a_session_that_has_changed_or_is_gone(log: Log) -> None:
    await asked(log)
    with pytest.raises(SeqTaken):
        await log.examples.keep(2, [example("a")])
    await log.erase("s")
    with pytest.raises(UnknownSession):
        await log.examples.keep(3, [example("a")])
    assert await ids(log) == []


@pytest.mark.parametrize(("withdrawn", "no_longer"), [(("q2",), ()), ((), ("q2", "unknown"))])
async def test_an_example_goes_with_its_question(
    log: Log, withdrawn: tuple[str, ...], no_longer: tuple[str, ...]
) -> None:
    await asked(log)
    await log.examples.keep(3, [example("a"), example("b", "q3")])
    await log.append(Batch("s", 3, (row(4),), erase_texts_of=withdrawn, no_examples_of=no_longer))
    assert await ids(log) == ["b"]


async def test_examples_are_erased_with_their_session_or_stay_without_a_source(log: Log) -> None:
    await asked(log)
    await log.examples.keep(3, [example("a")])
    await log.erase("s", keep_examples=True)
    assert await log.examples.of_sheet("talk") == [example("a", None)]
    await log.create(ANOTHER, (row(1),))
    await asked(log, "s2")
    await log.examples.keep(3, [example("b", session="s2")])
    await log.erase("s2")
    assert await ids(log) == ["a"]


async def test_examples_are_removed_one_by_one_or_many_at_once(log: Log) -> None:
    await asked(log)
    await log.examples.keep(3, [example("a"), example("b", "q3")])
    await log.examples.remove(["a", "unknown"])
    assert await ids(log) == ["b"]
    await log.examples.remove([])
    await log.examples.remove(["b"])
    assert await log.examples.counts() == {}


# ---- on disk, and in backups


async def filled(path: Path) -> SqliteLog:
    """A log with two kept questions, and a third whose session's retention has run out."""
    log = SqliteLog(path)
    await log.create(RECORD, (row(1),))
    await asked(log)
    await log.examples.keep(3, [example("a"), example("b", "q3", "en gærdesmutte")])
    return log


@pytest.mark.parametrize("way", ["withdrawn", "hidden", "removed", "with its session"])
async def test_p1_an_example_that_is_gone_leaves_no_byte_on_disk(tmp_path: Path, way: str) -> None:
    log = await filled(tmp_path / "summe.db")
    await log.erase("s", keep_examples=True)
    await log.create(ANOTHER, (row(1),))
    await log.append(Batch("s2", 1, (row(2),)))
    await log.examples.keep(2, [example("c", text="kun ét sted", session="s2")])
    assert on_disk(tmp_path, "kun ét sted".encode())
    match way:
        case "withdrawn":
            await log.append(Batch("s2", 2, (row(3),), erase_texts_of=("q2",)))
        case "hidden":
            await log.append(Batch("s2", 2, (row(3),), no_examples_of=("q2",)))
        case "removed":
            await log.examples.remove(["c"])
        case _:
            await log.erase("s2")
    assert await ids(log) == ["a", "b"]
    await log.close()
    assert not on_disk(tmp_path, "kun ét sted".encode())


@pytest.mark.parametrize(
    ("way", "left"), [("withdrawn", ["b"]), ("hidden", ["b"]), ("removed", ["b"]), ("with its session", [])]
)
async def test_p3_an_example_that_is_gone_since_the_backup_does_not_come_back(
    tmp_path: Path, way: str, left: list[str]
) -> None:
    path, copy = tmp_path / "summe.db", tmp_path / "copy.db"
    log = await filled(path)
    backups_of(path).back_up(copy)
    match way:
        case "withdrawn":
            await log.append(Batch("s", 3, (row(4),), erase_texts_of=("q2",)))
        case "hidden":
            await log.append(Batch("s", 3, (row(4),), no_examples_of=("q2",)))
        case "removed":
            await log.examples.remove(["a"])
        case _:
            await log.erase("s")
    await log.close()
    backups_of(path).restore(copy)
    log = SqliteLog(path)
    assert await ids(log) == left
    await log.close()


async def test_an_example_whose_sessions_retention_ran_out_since_the_backup_stays_without_a_source(
    tmp_path: Path,
) -> None:
    path, copy = tmp_path / "summe.db", tmp_path / "copy.db"
    log = await filled(path)
    backups_of(path).back_up(copy)
    await log.erase("s", keep_examples=True)
    await log.close()
    backups_of(path).restore(copy)
    log = SqliteLog(path)
    kept = await log.examples.of_sheet("talk")
    assert [(one.example_id, one.session_id, one.question_id) for one in kept] == [
        ("a", None, None),
        ("b", None, None),
    ]
    await log.close()


@pytest.mark.process
async def test_p3_in_postgresql_an_example_that_is_gone_does_not_come_back(
    database_url: str, postgres_server: Postgres
) -> None:
    restored = postgres_server.database("restored_with_examples")
    for url in (database_url, restored):
        log = open_log(url)
        await log.create(RECORD, (row(1),))
        await asked(log)
        await log.examples.keep(3, [example("a"), example("b", "q3")])
        if url == database_url:
            await log.append(Batch("s", 3, (row(4),), erase_texts_of=("q2",)))
            await log.examples.remove(["b"])
        await log.close()
    assert erase_again(restored, database_url) >= 2
    log = open_log(restored)
    assert await ids(log) == []
    await log.close()


@pytest.mark.process
async def test_a_question_withdrawn_while_it_is_kept_has_no_example_in_postgresql(database_url: str) -> None:
    """The withdrawal has locked the session, and the keeping waits for it and is refused."""
    log = PostgresLog(make_url(database_url))
    await log.create(RECORD, (row(1),))
    await asked(log)
    with psycopg.connect(database_url) as other:
        other.execute("UPDATE sessions SET last_seq = 4 WHERE session_id = 's'")
        keeping = asyncio.ensure_future(log.examples.keep(3, [example("a")]))
        with psycopg.connect(database_url, autocommit=True) as admin:
            await until(lambda: waits_for_a_lock(admin))
        other.commit()
        with pytest.raises(SeqTaken):
            await keeping
    assert await ids(log) == []
    await log.close()
