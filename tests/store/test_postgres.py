"""The log in PostgreSQL: several writers, and a server that restarts, is full, slow or gone."""

import asyncio
import secrets
import time
import traceback
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import psycopg
import pytest
import pytest_asyncio
from psycopg import sql
from sqlalchemy import make_url

from app.core import commands as c
from app.core.codec import decode
from app.core.evolve import replay
from app.core.stored_row import StoredRow
from app.rooms.clock import SystemClock
from app.rooms.hub import Ack, Hub
from app.store import Batch, LogUnavailable, NotSaved, OutcomeUnknown, SessionRecord
from app.store.postgres import PostgresLog
from app.store.tables import TABLES
from tests.core.sheet import make_sheet
from tests.postgres import Postgres
from tests.rooms.parts import ANNA, BO, ask, collecting

pytestmark = [pytest.mark.asyncio, pytest.mark.process]
RECORD = SessionRecord("s", "ABCDEF", "Prøve", 1, None, 30, False, 1)


def row(seq: int) -> StoredRow:
    return StoredRow(seq, 0, seq, "organiser:", f"c{seq}", "f", "kind", 1, {"n": seq}, None, None)


@pytest_asyncio.fixture
async def log(database_url: str) -> AsyncIterator[PostgresLog]:
    one = PostgresLog(make_url(database_url))
    await one.create(RECORD, (row(1),))
    yield one
    await one.close()


async def stored(log: PostgresLog) -> list[int]:
    return [row.seq for row in await log.read("s")]


async def test_of_many_writers_of_a_session_each_seq_is_taken_by_one(
    database_url: str, log: PostgresLog
) -> None:
    logs = [log, *(PostgresLog(make_url(database_url)) for _ in range(2))]
    appends = [one.append(Batch("s", 1, (row(2),))) for one in logs for _ in range(3)]
    outcomes = await asyncio.gather(*appends, return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcomes) == ["NoneType", *["SeqTaken"] * 8]
    assert await stored(log) == [1, 2]
    for one in logs[1:]:
        await one.close()


async def test_processes_that_share_a_session_store_every_command_once(
    database_url: str, log: PostgresLog
) -> None:
    logs = [PostgresLog(make_url(database_url)) for _ in range(3)]
    hubs = [Hub(one, SystemClock()) for one in logs]
    await hubs[0].open("hall", code="SHARED", sheet=make_sheet(), language="da")
    await collecting(hubs[0], "hall")
    asked = [
        ask(hub, person, c.AskQuestion(f"Hvem ejer plan {n}?"), session="hall")
        for n in range(2)
        for hub in hubs
        for person in (ANNA, BO)
    ]
    answers = await asyncio.gather(*asked)
    assert all(isinstance(answer, Ack) for answer in answers), answers
    for hub in hubs:
        await hub.catch_up()
    rows = await log.read("hall")
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    assert len([row for row in rows if row.kind == "question_asked"]) == len(asked)
    state = replay("hall", map(decode, rows))
    assert [hub.rooms()[0].state for hub in hubs] == [state] * 3
    for hub, one in zip(hubs, logs, strict=True):
        await hub.close()
        await one.close()


async def test_a_log_is_usable_again_after_the_server_was_restarted(
    postgres_server: Postgres, log: PostgresLog
) -> None:
    postgres_server.stop()
    with pytest.raises((NotSaved, OutcomeUnknown)):
        await log.append(Batch("s", 1, (row(2),)))
    with pytest.raises(LogUnavailable):
        await log.read("s")
    postgres_server.start()
    await log.append(Batch("s", 1, (row(2),)))
    assert await stored(log) == [1, 2]


async def test_a_session_locked_by_a_stalled_writer_is_not_saved_and_later_is(
    database_url: str, log: PostgresLog
) -> None:
    with psycopg.connect(database_url) as stalled:
        stalled.execute("UPDATE sessions SET last_seq = last_seq WHERE session_id = 's'")
        with pytest.raises(NotSaved, match="lock timeout"):
            await log.append(Batch("s", 1, (row(2),)))
        stalled.rollback()
    await log.append(Batch("s", 1, (row(2),)))


async def test_a_connection_lost_in_an_append_leaves_the_outcome_unknown(
    database_url: str, log: PostgresLog
) -> None:
    with psycopg.connect(database_url, autocommit=True) as other, psycopg.connect(database_url) as stalled:
        stalled.execute("UPDATE sessions SET last_seq = last_seq WHERE session_id = 's'")
        appending = asyncio.ensure_future(log.append(Batch("s", 1, (row(2),))))
        while not await asyncio.to_thread(terminated, other):
            await asyncio.sleep(0.01)
        with pytest.raises(OutcomeUnknown):
            await appending
        stalled.rollback()
    await log.append(Batch("s", 1, (row(2),)))
    assert await stored(log) == [1, 2]


def terminated(other: psycopg.Connection[tuple[object, ...]]) -> bool:
    """End the connection that waits for a lock; whether there was one."""
    found = other.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    return found.rowcount > 0


async def test_a_server_without_free_connections_saves_nothing_and_says_so(
    database_url: str, log: PostgresLog
) -> None:
    with psycopg.connect(database_url, autocommit=True) as admin:
        name = sql.Identifier(make_url(database_url).database or "")
        await log.append(Batch("s", 1, (row(2),)))
        admin.execute(sql.SQL("CREATE ROLE guest LOGIN CONNECTION LIMIT 0"))
        admin.execute(sql.SQL("GRANT ALL ON DATABASE {} TO guest").format(name))
        with pytest.raises(LogUnavailable, match="too many connections"):
            PostgresLog(make_url(database_url).set(username="guest"))


async def test_an_error_of_the_database_never_has_participants_words(
    database_url: str, log: PostgresLog
) -> None:
    word = secrets.token_hex(8)
    with psycopg.connect(database_url, autocommit=True) as admin:
        admin.execute("ALTER TABLE events ADD CONSTRAINT never CHECK (text IS NULL)")
    with pytest.raises(NotSaved, match="violates check constraint") as caught:
        await log.append(Batch("s", 1, (row(2)._replace(text=word, text_of="q"),)))
    assert word not in "".join(traceback.format_exception(caught.value))
    assert await stored(log) == [1]


def vacuums(database_url: str) -> int:
    """How often every table of the log has been vacuumed on demand, at least."""
    with psycopg.connect(database_url) as connection:
        counted = "SELECT min(vacuum_count) FROM pg_stat_user_tables WHERE relname = ANY(%s)"
        (count,) = connection.execute(counted, [[*TABLES]]).fetchone() or (0,)
        return int(count)


async def until(check: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not await asyncio.to_thread(check):
            await asyncio.sleep(0.01)


async def test_after_an_erasure_the_tables_are_vacuumed_and_again_at_the_end(
    database_url: str, log: PostgresLog
) -> None:
    await log.append(Batch("s", 1, (row(2)._replace(text="Fortrudt", text_of="q"),)))
    assert vacuums(database_url) == 0
    await log.append(Batch("s", 2, (row(3),), ("q",)))
    await until(lambda: vacuums(database_url) == 1)
    await log.erase("s")
    await log.close()
    await until(lambda: vacuums(database_url) == 2)


async def test_a_vacuum_that_fails_is_tried_again(
    database_url: str, log: PostgresLog, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.vacuum.PAUSE_S", 0.01)
    with psycopg.connect(database_url) as other:
        other.execute("LOCK TABLE events IN SHARE UPDATE EXCLUSIVE MODE")
        await log.append(Batch("s", 1, (row(2),), ("q",)))
        async with asyncio.timeout(30):
            while "canceling statement due to lock timeout" not in caplog.text:
                await asyncio.sleep(0.01)
        assert vacuums(database_url) == 0
        other.rollback()
    await until(lambda: vacuums(database_url) == 1)


async def test_of_several_processes_one_at_a_time_keeps_house(database_url: str, log: PostgresLog) -> None:
    other = PostgresLog(make_url(database_url))
    async with log.alone() as first, other.alone() as second:
        assert (first, second) == (True, False)
    async with other.alone() as second:
        assert second
    await other.close()


async def test_a_process_that_is_cut_off_while_it_keeps_house_leaves_the_turn_to_another(
    database_url: str, log: PostgresLog
) -> None:
    other = PostgresLog(make_url(database_url))
    async with log.alone() as first:
        assert first
        with psycopg.connect(database_url, autocommit=True) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid, 30000) FROM pg_locks "
                "WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
            )
        async with other.alone() as second:
            assert second
    await other.close()


@pytest.mark.parametrize("hours", [-1, 1])
async def test_the_log_says_how_far_its_clock_is_ahead(log: PostgresLog, hours: int) -> None:
    ahead_ms = await log.ahead_ms(lambda: time.time_ns() // 1_000_000 - hours * 3_600_000)
    assert abs(ahead_ms - hours * 3_600_000) < 60_000


async def test_a_session_whose_code_another_process_takes_at_the_same_moment_is_not_saved(
    database_url: str, log: PostgresLog
) -> None:
    with psycopg.connect(database_url) as other:
        other.execute(
            "INSERT INTO sessions SELECT 'other', 'SAMEID', title, created_at_ms, ended_at_ms, "
            "retention_days, rehearsal, last_seq FROM sessions"
        )
        creating = asyncio.ensure_future(
            log.create(replace(RECORD, session_id="t", code="SAMEID"), (row(1),))
        )
        with psycopg.connect(database_url, autocommit=True) as admin:
            await until(lambda: waits_for_a_lock(admin))
        other.commit()
        with pytest.raises(NotSaved, match="duplicate key"):
            await creating
    assert {record.session_id for record in await log.sessions()} == {"s", "other"}


def waits_for_a_lock(admin: "psycopg.Connection[tuple[object, ...]]") -> bool:
    found = admin.execute(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    return found.rowcount > 0


async def test_a_text_that_postgresql_cannot_store_refuses_its_batch_alone(log: PostgresLog) -> None:
    with pytest.raises(NotSaved, match="NUL"):
        await log.append(Batch("s", 1, (row(2)._replace(actor="facilitator:\0"),)))
    await log.append(Batch("s", 1, (row(2),)))
    assert await stored(log) == [1, 2]


async def test_no_statement_is_sent_in_a_pipeline_where_no_limit_of_the_database_holds(
    log: PostgresLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pipelined(*_: object) -> None:
        raise AssertionError("a server that stalls in a pipeline keeps its locks for ever")

    monkeypatch.setattr(psycopg.Cursor, "executemany", pipelined)
    await log.create(replace(RECORD, session_id="t", code="BCDEFG"), (row(1), row(2)))
    await log.append(Batch("s", 1, (row(2), row(3)), erase_texts_of=("q1", "q2")))
    await log.append(Batch("s", 3, (row(4), row(5))))
    assert await stored(log) == [1, 2, 3, 4, 5]
