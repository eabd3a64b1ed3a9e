"""Sweeping and joining over connections: byes, joining again, the rate of joins, the preview of a sweep."""

import json
from dataclasses import replace

import httpx
import pytest

from app.main import routes
from app.web.connection import Refused, ScreenConnection
from app.web.context import AppContext
from app.web.rate_limit import RateLimiter
from tests.rooms.parts import ManualClock, RecordingSink
from tests.web.connections import connect, say

pytestmark = pytest.mark.asyncio
EARLY, LATE = "1" * 32, "2" * 32


async def refused(context: AppContext, token: str, code: str = "AAAAAA") -> str:
    """The code of the bye that a phone gets."""
    with pytest.raises(Refused) as refusal:
        await connect(context, code, role="phone", token=token)
    return refusal.value.code


async def swept(context: AppContext) -> tuple[ScreenConnection, RecordingSink]:
    """A facilitator's screen in a session where the later of two participants has just been swept out."""
    clock = context.clock
    assert isinstance(clock, ManualClock)
    desk = await connect(context, "AAAAAA", role="console", key="organiser", device="desk")
    await connect(context, "AAAAAA", role="phone", token=EARLY)
    clock.ms += 1_000
    await connect(context, "AAAAAA", role="phone", token=LATE)
    assert (await say(*desk, "sweep_newer_than", {"at_ms": clock.ms - 500}, 1))["t"] == "ack"
    return desk


async def test_h11_a_swept_phone_is_told_so_and_comes_in_as_a_new_participant_or_after_undo(
    context: AppContext,
) -> None:
    desk = await swept(context)
    assert await refused(context, LATE) == "removed"
    await connect(context, "AAAAAA", role="phone", token=EARLY)
    await connect(context, "AAAAAA", role="phone", token="3" * 32)
    await say(*desk, "undo", {}, 2)
    await connect(context, "AAAAAA", role="phone", token=LATE)


async def test_h11_a_swept_phone_that_joins_again_finds_the_door_locked(context: AppContext) -> None:
    desk = await swept(context)
    await say(*desk, "lock_lobby", {}, 2)
    assert await refused(context, "3" * 32) == "locked"


async def test_h11_beyond_the_pace_newcomers_are_told_to_come_back_and_those_who_joined_get_in(
    context: AppContext,
) -> None:
    clock = context.clock
    assert isinstance(clock, ManualClock)
    context = replace(context, joins=RateLimiter(per_second=1, burst=2))
    for token in (EARLY, LATE):
        await connect(context, "AAAAAA", role="phone", token=token)
    assert await refused(context, "3" * 32) == "busy"
    await connect(context, "AAAAAA", role="phone", token=EARLY)
    await connect(context, "BBBBBB", role="phone", token="3" * 32)
    clock.ms += 1_000
    await connect(context, "AAAAAA", role="phone", token="3" * 32)


async def test_h11_a_locked_door_is_told_as_such_also_beyond_the_pace(context: AppContext) -> None:
    context = replace(context, joins=RateLimiter(per_second=0, burst=0))
    desk = await connect(context, "AAAAAA", role="console", key="organiser", device="desk")
    await say(*desk, "lock_lobby", {}, 1)
    assert await refused(context, EARLY) == "locked"


async def test_h13_what_a_sweep_would_take_away_is_told_to_facilitators(context: AppContext) -> None:
    clock = context.clock
    assert isinstance(clock, ManualClock)
    desk = await connect(context, "AAAAAA", role="console", key="organiser", device="desk")
    await say(*desk, "enter_step", {"was": "lobby", "to": "collect"}, 1)
    began = clock.ms
    for n, token in enumerate((EARLY, LATE)):
        clock.ms += 1_000
        phone = await connect(context, "AAAAAA", role="phone", token=token)
        await say(*phone, "ask_question", {"text": "Hvem ejer planen?"}, 10 + n)
    await say(*desk, "enter_step", {"was": "collect", "to": "group"}, 2)
    await say(*phone, "support_question", {"question_id": f"{10:032x}"}, 20)
    transport = httpx.ASGITransport(routes(context, RateLimiter(1, 5)))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        path = f"/api/sessions/AAAAAA/sweeps?at_ms={began}&at_ms={began + 1_000}&at_ms={clock.ms}"
        assert (await client.get(path)).status_code == 403
        response = await client.get(path, headers={"Authorization": "Bearer organiser"})
    assert json.loads(response.text) == [
        {"at_ms": began, "participants": 2, "questions": 2, "votes": 1},
        {"at_ms": began + 1_000, "participants": 1, "questions": 1, "votes": 1},
        {"at_ms": clock.ms, "participants": 0, "questions": 0, "votes": 0},
    ]
