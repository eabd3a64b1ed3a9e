"""Moves: consoles are shown who has just moved what, also in another process; no other screen is."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from app.core import commands as c
from app.core.commands import Actor
from app.core.views import Audience
from app.rooms.hub import Hub, RoomLimits
from app.rooms.moves import MOST_MOVES
from app.rooms.room import DeltaThrottle
from tests.core.sheet import ANNA, make_sheet
from tests.rooms.parts import FACILITATOR, ManualClock, RecordingSink, ask, seat
from tests.rooms.test_many_writers import SharedLog
from tests.server import PATIENCE_S

pytestmark = pytest.mark.asyncio
CONSOLE, GROUPING = Audience("console", "da"), Audience("console", "da", grouping=True)
OTHERS = [Audience("board", ""), Audience("phone", "da"), Audience("phone", "da", looks=True)]
HELPER = Actor("grouping", "group-1")
CODE = "ABCDEF"


@pytest_asyncio.fixture
async def hubs() -> AsyncIterator[list[Hub]]:
    """Two processes on one log, with a session in which three questions have come in."""
    log = SharedLog()
    two = [Hub(log, ManualClock(), RoomLimits(throttle=DeltaThrottle(0, 0, 0))) for _ in range(2)]
    await two[0].open("s", code=CODE, sheet=make_sheet(), language="da")
    assert await two[1].room(CODE) is not None
    await ask(two[0], FACILITATOR, c.OpenSubmissions())
    await ask(two[0], ANNA, c.Join())
    for id in ("q", "p", "o"):
        await ask(two[0], ANNA, c.AskQuestion("Hvem ejer effekten?"), id=id)
    yield two
    for one in two:
        await one.close()


def screen(hub: Hub, audience: Audience) -> RecordingSink:
    taken, sink = seat(audience, "anna" if audience.role == "phone" else None)
    hub.rooms()[0].join(taken)
    return sink


def latest(sink: RecordingSink) -> list[dict[str, Any]]:
    """The moves in the newest row that this screen has been sent."""
    rows = [row["it"] for frame in sink.frames if (row := frame.get("put", {}).get("live.moves"))]
    return list(rows[-1]["latest"]) if rows else []


async def until_shown(sink: RecordingSink, number: int) -> list[tuple[str, str, list[str], str | None]]:
    """Wait until the screen has been sent so many moves: device, what, ids and pitfall of each."""
    async with asyncio.timeout(PATIENCE_S):
        while len(latest(sink)) < number:
            await asyncio.sleep(0)
    return [(move["device"], move["what"], move["ids"], move["pitfall"]) for move in latest(sink)]


async def test_place6_every_console_is_told_who_moved_what_in_each_process_and_no_other_screen_is(
    hubs: list[Hub],
) -> None:
    here, there = hubs
    consoles = [screen(here, CONSOLE), screen(here, GROUPING), screen(there, CONSOLE)]
    others = [screen(hub, audience) for hub in hubs for audience in OTHERS]
    await ask(here, HELPER, c.PlaceQuestions(("q", "p"), "en"))
    await ask(here, FACILITATOR, c.MergeQuestions(("q",), "p"))
    await ask(here, FACILITATOR, c.HideQuestion("o"))
    await there.catch_up()
    for console in consoles:
        assert await until_shown(console, 3) == [
            ("group-1", "placed", ["q", "p"], "en"),
            ("desk", "merged", ["q"], None),
            ("desk", "hidden", ["o"], None),
        ]
    for other in others:
        assert not latest(other)


async def test_place6_what_undo_puts_in_several_places_is_told_of_each_place(hubs: list[Hub]) -> None:
    here, _ = hubs
    console = screen(here, CONSOLE)
    await ask(here, FACILITATOR, c.PlaceQuestions(("p",), "to"))
    await ask(here, HELPER, c.PlaceQuestions(("q", "p"), "en"))
    await ask(here, HELPER, c.Undo())
    assert (await until_shown(console, 4))[2:] == [
        ("group-1", "placed", ["p"], "to"),
        ("group-1", "placed", ["q"], None),
    ]


async def test_place6_a_console_that_comes_later_is_told_of_the_latest_and_what_participants_do_is_no_move(
    hubs: list[Hub],
) -> None:
    here, _ = hubs
    for n in range(MOST_MOVES + 2):
        await ask(here, FACILITATOR, c.PlaceQuestion("q", "to" if n % 2 else "en"))
    await ask(here, ANNA, c.EditQuestion("q", "Hvem ejer planen?"))
    shown = await until_shown(screen(here, CONSOLE), MOST_MOVES)
    assert shown[-1] == ("desk", "placed", ["q"], "en")
    assert len(shown) == MOST_MOVES
