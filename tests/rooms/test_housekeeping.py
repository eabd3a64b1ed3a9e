"""Housekeeping: abandoned sessions are ended, and ended ones erased after their retention."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from app.core.commands import Actor, AskQuestion, EndSession, EnterStep, Join, ReopenSession
from app.core.rules.session import DAY_MS
from app.core.session_totals import session_totals
from app.rooms.housekeeping import run_housekeeping
from app.rooms.hub import Hub
from app.rooms.kept_examples import kept_examples
from app.rooms.kept_totals import read_totals
from app.store import KeptExample
from app.store.sqlite import SqliteLog
from tests.core.sheet import make_sheet
from tests.rooms.parts import ManualClock
from tests.silent_failures import Expect

pytestmark = pytest.mark.asyncio
FACILITATOR, ANNA = Actor("facilitator", "desk"), Actor("participant", "anna")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest_asyncio.fixture
async def log(tmp_path: Path) -> AsyncIterator[SqliteLog]:
    one = SqliteLog(tmp_path / "summe.db")
    yield one
    await one.close()


def on_disk(folder: Path, canary: bytes) -> bool:
    return any(canary in file.read_bytes() for file in folder.iterdir())


async def run(hub: Hub, session_id: str, ended: bool, date: str | None = None) -> None:
    sheet = make_sheet()
    code = f"CODE{session_id}"
    await hub.open(session_id, code=code, sheet=sheet, language="da", retention_days=30, date=date)
    await hub.ask(session_id, ANNA, "", "", Join())
    await hub.ask(session_id, FACILITATOR, f"1{session_id}", "", EnterStep("lobby", "collect"))
    await hub.ask(session_id, ANNA, f"2{session_id}", "", AskQuestion("en kanariefugl"))
    if ended:
        await hub.ask(session_id, FACILITATOR, f"3{session_id}", "", EndSession())


async def test_p2_a_session_is_erased_when_its_retention_runs_out_and_no_other_is(
    log: SqliteLog, clock: ManualClock, tmp_path: Path
) -> None:
    hub = Hub(log, clock)
    await run(hub, "A", ended=True)
    clock.ms += 29 * DAY_MS
    await run(hub, "B", ended=True)
    await run_housekeeping(hub, log, clock)
    assert {record.session_id for record in await log.sessions()} == {"A", "B"}
    clock.ms += 2 * DAY_MS
    await run_housekeeping(hub, log, clock)
    assert {record.session_id for record in await log.sessions()} == {"B"}
    clock.ms += 30 * DAY_MS
    await run_housekeeping(hub, log, clock)
    await hub.close()
    await log.close()
    assert not on_disk(tmp_path, b"kanariefugl")


async def test_an_abandoned_session_ends_after_seven_days_without_any_connection(
    log: SqliteLog, clock: ManualClock
) -> None:
    hub = Hub(log, clock)
    await run(hub, "A", ended=False)
    await hub.close()
    later = Hub(log, clock)
    clock.ms += 7 * DAY_MS - 1
    await run_housekeeping(later, log, clock)
    assert later.rooms() == []
    clock.ms += 1
    await run_housekeeping(later, log, clock)
    room = await later.room("CODEA")
    assert room is not None
    async with asyncio.timeout(5):
        while not room.state.ended:
            await asyncio.sleep(0)
    await later.close()
    record = await log.find("CODEA")
    assert record is not None
    assert record.ended_at_ms == clock.ms


async def test_a_session_prepared_weeks_ahead_is_alive_on_its_day_and_ends_a_week_after(
    log: SqliteLog, clock: ManualClock
) -> None:
    """It is tried out with a question today, and then not used until its day."""
    hub = Hub(log, clock)
    day = datetime.fromtimestamp(clock.ms / 1_000 + 21 * 86_400, UTC).date().isoformat()
    await run(hub, "A", ended=False, date=day)
    await hub.close()
    for days, ended in ((21, False), (8, True)):
        clock.ms += days * DAY_MS
        later = Hub(log, clock)
        await run_housekeeping(later, log, clock)
        room = await later.room("CODEA")
        assert room is not None
        if ended:
            async with asyncio.timeout(5):
                while not room.state.ended:
                    await asyncio.sleep(0)
        assert room.state.ended == ended
        await later.close()


async def test_an_end_that_is_taken_back_keeps_the_session_from_being_erased(
    log: SqliteLog, clock: ManualClock
) -> None:
    hub = Hub(log, clock)
    await run(hub, "A", ended=True)
    clock.ms += 29 * DAY_MS
    await hub.ask("A", FACILITATOR, "5A", "", ReopenSession())
    clock.ms += 2 * DAY_MS
    await run_housekeeping(hub, log, clock)
    assert [record.ended_at_ms for record in await log.sessions()] == [None]
    await hub.ask("A", FACILITATOR, "6A", "", EndSession())
    assert [record.ended_at_ms for record in await log.sessions()] == [clock.ms]
    await hub.close()


async def test_housekeeping_skips_a_round_while_the_database_is_missing(
    log: SqliteLog, clock: ManualClock, tmp_path: Path, expect_error: Expect
) -> None:
    expect_error("put off: unable to open database file")
    hub = Hub(log, clock)
    await run(hub, "A", ended=True)
    clock.ms += 31 * DAY_MS
    aside = (tmp_path / "summe.db").rename(tmp_path / "aside.db")
    await run_housekeeping(hub, log, clock)
    aside.rename(tmp_path / "summe.db")
    await run_housekeeping(hub, log, clock)
    assert await log.sessions() == []
    await hub.close()


async def test_while_another_process_keeps_house_nothing_is_done(
    log: SqliteLog, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = Hub(log, clock)
    await run(hub, "A", ended=True)
    clock.ms += 31 * DAY_MS
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(log, "alone", lambda: nullcontext(False))
        await run_housekeeping(hub, log, clock)
        assert len(await log.sessions()) == 1
    await run_housekeeping(hub, log, clock)
    assert await log.sessions() == []
    await hub.close()


async def test_kept_examples_outlive_the_retention_without_a_source_and_are_given_by_pitfall(
    log: SqliteLog, clock: ManualClock
) -> None:
    hub = Hub(log, clock)
    await run(hub, "A", ended=True)
    (record,) = await log.sessions()
    examples = [
        KeptExample(f"{n}", "talk", pitfall, "da", f"Nr. {n}", n, "A", f"q{n}")
        for n, pitfall in enumerate(["en", "to", "en"])
    ]
    await log.examples.keep(record.last_seq, examples)
    clock.ms += 31 * DAY_MS
    await run_housekeeping(hub, log, clock)
    assert await log.sessions() == []
    assert {one.session_id for one in await log.examples.of_sheet("talk")} == {None}
    by_pitfall = await kept_examples(log.examples, "talk")
    texts = {pitfall: [one.text for one in kept] for pitfall, kept in by_pitfall.items()}
    assert texts == {"en": ["Nr. 0", "Nr. 2"], "to": ["Nr. 1"]}
    assert await kept_examples(log.examples, "another") == {}
    await hub.close()


async def test_chosen_totals_outlive_the_retention_without_a_text_or_a_way_back_to_the_session(
    log: SqliteLog, clock: ManualClock, tmp_path: Path
) -> None:
    hub = Hub(log, clock)
    for session_id in ("A", "B"):
        await run(hub, session_id, ended=True)
    await log.totals.want("A", wanted=True)
    room = await hub.room("CODEA")
    assert room is not None
    before = session_totals(room.state)
    clock.ms += 31 * DAY_MS
    await run_housekeeping(hub, log, clock)
    assert await log.sessions() == []
    (kept,) = await log.totals.all()
    assert (read_totals(kept), kept.run_sheet_id, kept.kept_at_ms) == (before, "prove", clock.ms)
    assert not any(word in kept.content for word in ("CODEA", "kanariefugl", "anna"))
    await log.close()
    assert not on_disk(tmp_path, b"kanariefugl")


async def test_nothing_is_kept_of_a_session_in_which_nothing_has_happened(
    log: SqliteLog, clock: ManualClock
) -> None:
    hub = Hub(log, clock)
    await hub.open("A", code="CODEA", sheet=make_sheet(), language="da", retention_days=1)
    await hub.ask("A", FACILITATOR, "1", "", EndSession())
    await log.totals.want("A", wanted=True)
    clock.ms += 2 * DAY_MS
    await run_housekeeping(hub, log, clock)
    assert (await log.sessions(), await log.totals.all()) == ([], [])
