"""Sweeping in a live room: disconnected seats, the views of screens, and work done on a thread."""

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from app.core import commands as c
from app.core.commands import Actor
from app.core.delta import digest
from app.core.rejections import Rejection
from app.core.rules.registry import RULES
from app.core.views import Audience, show
from app.rooms import room as rooms
from app.rooms.hub import Ack, Hub, RoomLimits
from app.rooms.room import LARGE_DELTA, DeltaThrottle, Room
from app.store.memory import MemoryLog
from tests.core.sheet import make_sheet
from tests.rooms.parts import ANNA, FACILITATOR, ManualClock, RecordingSink, ask, collecting, seat
from tests.sim.client import Lane, fold

pytestmark = pytest.mark.asyncio
PHONE, BOARD, CONSOLE = Audience("phone", "da"), Audience("board", ""), Audience("console", "da")
AT_ONCE = DeltaThrottle(phone_s=0, screen_s=0, presence_s=3_600)
# Fewer than in a server, where asking so many would take longer than the sweep.
MANY_QUESTIONS = 400
CIM = Actor("participant", "cim")


@pytest_asyncio.fixture
async def clock() -> ManualClock:
    return ManualClock()


@pytest_asyncio.fixture
async def hub(clock: ManualClock) -> AsyncIterator[Hub]:
    """A session that Anna and Bo have joined, and Cim a second later, who has also asked."""
    one = Hub(MemoryLog(), clock, RoomLimits(throttle=AT_ONCE))
    await one.open("s", code="ABCDEF", sheet=make_sheet(), language="da")
    await collecting(one)
    clock.ms += 1_000
    await ask(one, CIM, c.Join())
    await ask(one, CIM, c.AskQuestion("Køb nu"), id="c" * 32)
    yield one
    await one.close()


@pytest_asyncio.fixture
async def room(hub: Hub) -> Room:
    found = await hub.room("ABCDEF")
    assert found is not None
    return found


def sweep(clock: ManualClock) -> c.SweepNewerThan:
    return c.SweepNewerThan(clock.ms - 1_000)


def shown(sink: RecordingSink) -> Lane:
    """The view folded from a screen's frames, after checking their numbers."""
    view: Lane = {}
    n = 0
    for frame in sink.frames:
        if frame["t"] == "snapshot":
            view, n = frame["view"], 0
        elif frame["lane"] == "view":
            n += 1
            assert frame["n"] == n
            view = fold(view, frame)
    return {table: rows for table, rows in view.items() if not table.startswith("live.")}


async def test_h11_the_swept_are_dropped_and_their_commands_refused_and_nobody_elses(
    hub: Hub, room: Room, clock: ManualClock
) -> None:
    (stays, staying), (goes, going) = seat(PHONE, ANNA.id), seat(PHONE, CIM.id)
    for one in (stays, goes):
        room.join(one)
    await ask(hub, FACILITATOR, sweep(clock))
    assert (staying.dropped, going.dropped) == (None, "removed")
    assert await ask(hub, CIM, c.AskQuestion("Igen")) == Rejection("removed")
    assert isinstance(await ask(hub, ANNA, c.AskQuestion("Hvem ejer planen?")), Ack)


async def test_h11_a_seat_of_somebody_who_has_just_been_swept_is_dropped(
    hub: Hub, room: Room, clock: ManualClock
) -> None:
    await ask(hub, FACILITATOR, sweep(clock))
    late, sink = seat(PHONE, CIM.id)
    room.join(late)
    assert sink.dropped == "removed"
    assert room.seats_of(CIM.id) == []


async def test_h11_many_seats_are_dropped_in_turns_between_which_others_are_served(
    hub: Hub, room: Room, clock: ManualClock
) -> None:
    seats = [seat(PHONE, CIM.id) for _ in range(200)]
    for one, _ in seats:
        room.join(one)
    await ask(hub, FACILITATOR, sweep(clock))
    dropped = sum(sink.dropped is not None for _, sink in seats)
    assert 0 < dropped < len(seats)
    turns = 0
    while any(sink.dropped is None for _, sink in seats):
        await asyncio.sleep(0)
        turns += 1
    assert turns >= 2


async def test_h13_what_may_concern_the_whole_room_is_decided_off_the_loop(
    hub: Hub, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[int] = []
    rules = {kind: RULES[kind] for kind in (c.SweepNewerThan, c.Undo, c.Redo)}
    for kind, rule in rules.items():

        def watched(state, command, envelope, rule=rule):  # type: ignore[no-untyped-def]  # of any command
            threads.append(threading.get_ident())
            return rule(state, command, envelope)

        monkeypatch.setitem(RULES, kind, watched)
    for command in (sweep(clock), c.Undo(), c.Redo()):
        assert isinstance(await ask(hub, FACILITATOR, command), Ack)
    assert len(threads) == 3
    assert threading.get_ident() not in threads


@pytest_asyncio.fixture
async def flooded(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many questions have been asked that their delta is computed on a thread."""
    monkeypatch.setattr(rooms, "MANY_QUESTIONS", MANY_QUESTIONS)
    for n in range(MANY_QUESTIONS // 4 + 1):
        person = Actor("participant", f"bot{n}")
        await ask(hub, person, c.Join())
        for text in ("Et", "To", "Tre", "Fire"):
            await ask(hub, person, c.AskQuestion(text))


def is_computing() -> bool:
    """Whether a large delta is being computed on a thread."""
    return any(task.get_name() == LARGE_DELTA for task in asyncio.all_tasks())


async def test_h13_screens_follow_a_sweep_of_very_many_questions_and_what_comes_meanwhile(
    hub: Hub, room: Room, clock: ManualClock, flooded: None
) -> None:
    screens = [(audience, *seat(audience)) for audience in (BOARD, CONSOLE)]
    for _, one, _ in screens:
        room.join(one)
    await ask(hub, FACILITATOR, sweep(clock))
    assert is_computing()
    # While the large delta is being computed, screens join and a step is entered.
    late = [(audience, *seat(audience)) for audience in (BOARD, CONSOLE)]
    for _, one, _ in late:
        room.join(one)
    await ask(hub, FACILITATOR, c.EnterStep("collect", "group"))
    async with asyncio.timeout(30):
        while any(room.lanes(one)["view"][1] != digest(show(room.state, a)) for a, one, _ in screens):
            await asyncio.sleep(0)
    for audience, _, sink in (*screens, *late):
        assert shown(sink) == show(room.state, audience)
    assert "questions" not in shown(screens[0][2])


async def test_h13_the_only_board_that_is_reloaded_during_a_large_delta_is_shown_the_newest_state(
    hub: Hub, room: Room, clock: ManualClock, flooded: None
) -> None:
    first, _ = seat(BOARD)
    room.join(first)
    await ask(hub, FACILITATOR, sweep(clock))
    assert is_computing()
    room.leave(first)
    again, sink = seat(BOARD)
    room.join(again)
    assert shown(sink) == show(room.state, BOARD)
    async with asyncio.timeout(30):
        while is_computing():
            await asyncio.sleep(0)
    await ask(hub, FACILITATOR, c.EnterStep("collect", "group"))
    assert shown(sink) == show(room.state, BOARD)
    assert room.lanes(again)["view"][1] == digest(show(room.state, BOARD))
