"""Contract of the kept totals, in memory, on a real SQLite file and on a real PostgreSQL server."""

from pathlib import Path

import pytest

from app.store import KeptTotals, Log, UnknownSession
from app.store.opening import backups_of, erase_again, open_log
from app.store.sqlite import SqliteLog
from tests.postgres import Postgres
from tests.store.test_log_contract import ANOTHER, RECORD, log, on_disk, row

__all__ = ["log"]
pytestmark = pytest.mark.asyncio


def totals(id: str, kept_at_ms: int = 1_800_000_000_000) -> KeptTotals:
    return KeptTotals(id, "talk", kept_at_ms, f'{{"title": "kun ét sted, {id}"}}')


async def ids(log: Log) -> list[str]:
    return [one.totals_id for one in await log.totals.all()]


async def test_totals_are_wanted_of_a_session_until_they_are_not_or_it_is_erased(log: Log) -> None:
    async def are_wanted() -> list[bool]:
        found = await log.find("ABCDEF")
        assert found is not None
        return [found.keep_totals, *(one.keep_totals for one in await log.sessions())]

    assert await are_wanted() == [False, False]
    for _ in range(2):
        await log.totals.want("s", wanted=True)
        assert await are_wanted() == [True, True]
    await log.totals.want("s", wanted=False)
    assert await are_wanted() == [False, False]
    await log.totals.want("s", wanted=True)
    await log.erase("s")
    with pytest.raises(UnknownSession):
        await log.totals.want("s", wanted=True)
    await log.create(ANOTHER, (row(1),))
    assert await are_wanted() == [False, False]


async def test_totals_are_kept_with_the_erasure_of_their_session_and_removed_by_hand(log: Log) -> None:
    await log.erase("s", totals=totals("b", 1_800_000_000_001))
    with pytest.raises(UnknownSession):
        await log.erase("s", totals=totals("c"))
    await log.create(ANOTHER, (row(1),))
    await log.erase("s2", keep_examples=True, totals=totals("a"))
    assert await log.totals.all() == [totals("a"), totals("b", 1_800_000_000_001)]
    await log.totals.remove("a")
    await log.totals.remove("unknown")
    assert await ids(log) == ["b"]


async def test_p1_p3_removed_totals_leave_no_byte_and_do_not_come_back_from_a_backup(tmp_path: Path) -> None:
    path, copy = tmp_path / "summe.db", tmp_path / "copy.db"
    log = SqliteLog(path)
    await log.create(RECORD, (row(1),))
    await log.erase("s", totals=totals("a"))
    await log.create(ANOTHER, (row(1),))
    await log.erase("s2", totals=totals("b"))
    backups_of(path).back_up(copy)
    await log.totals.remove("a")
    await log.close()
    folder = tmp_path / "folder"
    folder.mkdir()
    path.rename(folder / "summe.db")
    assert not on_disk(folder, "kun ét sted, a".encode())
    assert on_disk(folder, "kun ét sted, b".encode())
    backups_of(folder / "summe.db").restore(copy)
    log = SqliteLog(folder / "summe.db")
    assert await ids(log) == ["b"]
    await log.close()


@pytest.mark.process
async def test_p3_in_postgresql_removed_totals_do_not_come_back(
    database_url: str, postgres_server: Postgres
) -> None:
    restored = postgres_server.database("restored_with_totals")
    for url in (database_url, restored):
        log = open_log(url)
        await log.create(RECORD, (row(1),))
        await log.erase("s", totals=totals("a"))
        if url == database_url:
            await log.totals.remove("a")
        await log.close()
    assert erase_again(restored, database_url) >= 1
    log = open_log(restored)
    assert await ids(log) == []
    await log.close()
