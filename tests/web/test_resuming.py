"""Which session a server resumes when it starts, and which others it names."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.cli.server_terminal import announce
from app.core import commands as c
from app.core.rules.session import DAY_MS
from app.rooms.agenda import agenda
from app.rooms.hub import Hub
from app.server.process import resume_or_open
from app.store.memory import MemoryLog
from app.web.context import AppContext
from tests.core.sheet import ORGANISER, make_sheet
from tests.rooms.parts import ManualClock, ask

pytestmark = pytest.mark.asyncio


async def test_r8_a_start_resumes_the_newest_real_session_that_has_not_ended(
    context: AppContext,
) -> None:
    log, clock = MemoryLog(), ManualClock()
    before = Hub(log, clock)
    for name, rehearsal in (("OLDONE", False), ("GOESON", False), ("HASEND", False), ("PLAYED", True)):
        clock.ms += 1_000
        await before.open(name, code=name, sheet=make_sheet(), language="da", rehearsal=rehearsal)
    await ask(before, ORGANISER, c.EndSession(), session="HASEND")
    await before.close()
    after = Hub(log, clock)
    assert (await resume_or_open(replace(context, log=log, hub=after))).code == "GOESON"
    await after.close()


def day(clock: ManualClock, away: int) -> str:
    """The date so many days from now, in the local time zone."""
    return (datetime.fromtimestamp(clock.ms / 1_000) + timedelta(days=away)).date().isoformat()


async def test_the_session_under_way_comes_first_then_todays_then_the_next() -> None:
    log, clock = MemoryLog(), ManualClock()
    hub = Hub(log, clock)
    plan = {
        "MONTHS": 30,
        "TOMORR": 1,
        "TODAYS": 0,
        "NODATE": None,
        "PASSED": -2,
        "UNDERW": None,
        "TRIALS": 21,
    }
    for name, away in plan.items():
        clock.ms += 1_000
        date = None if away is None else day(clock, away)
        await hub.open(name, code=name, sheet=make_sheet(), language="da", date=date)
    for name in ("UNDERW", "TRIALS"):
        await ask(hub, ORGANISER, c.EnterStep("lobby", "collect"), session=name)

    async def order() -> list[str]:
        return [one.about.code for one in await agenda(hub, log, clock)]

    later = ["TODAYS", "NODATE", "TOMORR", "TRIALS", "MONTHS", "PASSED"]
    assert await order() == ["UNDERW", *later]
    clock.ms += 13 * 3_600_000
    plan_of_today = c.Plan(day(clock, 0), None, None)
    await ask(hub, ORGANISER, plan_of_today, session="TODAYS")
    assert (await order())[0] == "TODAYS"
    await hub.close()


async def test_a_neglected_session_is_not_announced_only_to_end_a_moment_later(context: AppContext) -> None:
    log, clock = MemoryLog(), ManualClock()
    before = Hub(log, clock)
    await before.open("NEGLEC", code="NEGLEC", sheet=make_sheet(), language="da")
    await ask(before, ORGANISER, c.EnterStep("lobby", "collect"), session="NEGLEC")
    await before.close()
    clock.ms += 7 * DAY_MS
    after = Hub(log, clock)
    again = replace(context, log=log, hub=after, clock=clock)
    assert (await resume_or_open(again)).code != "NEGLEC"
    await after.close()


async def test_the_terminal_names_the_day_of_the_session_and_the_other_open_ones(
    context: AppContext, capsys: pytest.CaptureFixture[str]
) -> None:
    log, clock = MemoryLog(), ManualClock()
    hub = Hub(log, clock)
    for n in range(10):
        await hub.open(
            f"{n}",
            code=f"CODE{n:02}",
            sheet=make_sheet(),
            language="da",
            title=f"Nr. {n}",
            date=day(clock, n),
        )
    again = replace(context, log=log, hub=hub, clock=clock)
    room = await resume_or_open(again)
    announce(again, room, (await agenda(hub, log, clock))[1:])
    said = capsys.readouterr().out
    assert f"Nr. 0, {day(clock, 0)}\n" in said
    assert f"  CODE08    {day(clock, 8)}  Nr. 8\n  and 1 more\n" in said
    assert "CODE09" not in said
    await hub.close()
