"""Presence: phones that are connected, asleep or lost, boards and their equipment, devices."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from app.core import commands as c
from app.core.commands import Actor
from app.core.views import Audience
from app.rooms.hub import Hub, RoomLimits
from app.rooms.notices import ActivityMonitor
from app.rooms.presence import LOST_S, MANY_LOST, Counts, Presence
from app.rooms.room import DeltaThrottle, Room
from app.rooms.seat import Seat
from app.store.memory import MemoryLog
from tests.core.sheet import ANNA, Story, joined, make_sheet
from tests.rooms.parts import FACILITATOR, ManualClock, RecordingSink, ask, presence_rows, seat

pytestmark = pytest.mark.asyncio
PHONE, BOARD, CONSOLE = Audience("phone", "da"), Audience("board", ""), Audience("console", "da")
SILENT = {"on": 0, "muted": 0, "blocked": 0}


@pytest_asyncio.fixture
async def hub() -> AsyncIterator[Hub]:
    one = Hub(MemoryLog(), ManualClock(), RoomLimits(throttle=DeltaThrottle(0, 0, 0)))
    await one.open("s", code="ABCDEF", sheet=make_sheet(), language="da")
    yield one
    await one.close()


@pytest_asyncio.fixture
async def room(hub: Hub) -> Room:
    found = await hub.room("ABCDEF")
    assert found is not None
    return found


@pytest_asyncio.fixture
async def desk(room: Room) -> RecordingSink:
    console, sink = seat(CONSOLE)
    room.join(console)
    return sink


async def until(desk: RecordingSink, **expected: object) -> None:
    """Wait until the console's newest presence row has these fields; a failure shows the row's fields."""
    last: dict[str, object] = {}
    try:
        async with asyncio.timeout(5):
            while last != expected:
                await asyncio.sleep(0)
                rows = presence_rows(desk)
                last = {name: rows[-1][name] for name in expected} if rows else {}
    except TimeoutError:
        assert last == expected


async def people(hub: Hub, room: Room, n: int) -> list[Seat]:
    """So many participants, each of whom has joined and has a seat."""
    seats = [seat(PHONE, f"person {number}")[0] for number in range(n)]
    for one in seats:
        await ask(hub, Actor("participant", one.participant or ""), c.Join())
        room.join(one)
    return seats


async def test_a_phone_is_asleep_once_no_page_of_it_is_shown_and_connected_when_one_is_again(
    hub: Hub, room: Room, desk: RecordingSink
) -> None:
    first, other = await people(hub, room, 2)
    second_tab, _ = seat(PHONE, first.participant)
    room.join(second_tab)
    room.asleep(first, True)
    await until(desk, connected=2, asleep=0, lost=0)
    room.asleep(second_tab, True)
    await until(desk, connected=1, asleep=1, lost=0)
    room.asleep(second_tab, False)
    await until(desk, connected=2, asleep=0, lost=0)
    room.leave(other)
    await until(desk, connected=1, asleep=0, lost=1)


async def test_a_phone_that_leaves_asleep_is_not_lost_and_one_that_was_shown_is_until_it_is_back(
    hub: Hub, room: Room, desk: RecordingSink
) -> None:
    sleeping, lost = await people(hub, room, 2)
    room.asleep(sleeping, True)
    room.leave(sleeping)
    room.leave(lost)
    await until(desk, connected=0, asleep=1, lost=1)
    back, _ = seat(PHONE, lost.participant)
    room.join(back)
    await until(desk, connected=1, asleep=1, lost=0)


async def test_a_phone_that_was_swept_out_does_not_count_as_lost(
    hub: Hub, room: Room, desk: RecordingSink
) -> None:
    (swept,) = await people(hub, room, 1)
    await ask(hub, FACILITATOR, c.SweepNewerThan(0))
    room.leave(swept)
    await until(desk, connected=0, asleep=0, lost=0)


@pytest.mark.parametrize(
    ("here", "lost", "many"),
    [(40, MANY_LOST - 1, False), (40, MANY_LOST, True), (50, MANY_LOST, False), (3, 3, False)],
)
async def test_lost_phones_are_many_from_five_that_are_a_tenth_of_all(
    hub: Hub, room: Room, desk: RecordingSink, here: int, lost: int, many: bool
) -> None:
    for one in (await people(hub, room, here + lost))[:lost]:
        room.leave(one)
    await until(desk, connected=here, lost=lost, lost_many=many)


async def test_a_lost_phone_that_has_not_reconnected_for_ten_minutes_counts_as_asleep() -> None:
    state = Story().given(*joined(ANNA)).state
    presence = Presence()
    presence.left(ANNA.id, 0.0)
    activity = ActivityMonitor(rush=60).look(state, 0.0)

    def row(now_s: float) -> tuple[int, int]:
        own = presence.counts(state, {}, [], 0, now_s)
        shown = presence.row(state, own, activity, now_s)
        return shown["asleep"], shown["lost"]

    assert row(LOST_S - 1) == (0, 1)
    assert presence.fewer_at_s == LOST_S
    assert row(LOST_S) == (1, 0)


async def test_a_consoles_own_preview_is_no_board(room: Room, desk: RecordingSink) -> None:
    preview = Seat(BOARD, RecordingSink(), device="board-1", preview=True)
    room.join(preview)
    await until(desk, boards=0, devices={})
    room.equipped(preview, "on", gong=0, awake=True)
    board = Seat(BOARD, RecordingSink(), device="board-2", credential="device")
    room.join(board)
    await until(
        desk,
        boards=1,
        boards_hidden=0,
        boards_awake=0,
        sound=SILENT,
        devices={"board-2": {"shown": True, "invited": True}},
    )
    room.asleep(board, True)
    await until(desk, boards=1, boards_hidden=1, devices={"board-2": {"shown": False, "invited": True}})
    room.leave(board)
    await until(desk, boards=0, boards_hidden=0, devices={})


async def test_a_gong_is_sent_to_each_board_and_counted_by_the_sound_each_reports(
    room: Room, desk: RecordingSink
) -> None:
    board, sink = seat(BOARD)
    mute, mute_sink = seat(BOARD)
    phone, phone_sink = seat(PHONE, "anna")
    for one in (board, mute, phone):
        room.join(one)
    room.equipped(board, "on", gong=0, awake=True)
    room.equipped(mute, "blocked", gong=0, awake=False)
    await until(desk, boards_awake=1, sound={"on": 1, "muted": 0, "blocked": 1}, gong={"n": 0, **SILENT})
    room.strike_gong()
    for asked in (sink, mute_sink):
        assert asked.frames[-1]["put"] == {"live.gong": {"it": {"n": 1}}}
    assert "live.gong" not in repr(phone_sink.frames + desk.frames)
    await until(desk, gong={"n": 1, **SILENT})
    room.equipped(board, "on", gong=1, awake=True)
    room.equipped(mute, "blocked", gong=1, awake=False)
    await until(desk, gong={"n": 1, "on": 1, "muted": 0, "blocked": 1})
    room.equipped(board, "muted", gong=1, awake=True)
    silent_now = {"on": 0, "muted": 1, "blocked": 1}
    await until(desk, sound=silent_now, gong={"n": 1, "on": 1, "muted": 0, "blocked": 1})
    room.strike_gong()
    await until(desk, gong={"n": 2, **SILENT})


async def test_every_field_of_the_counts_is_counted_in_a_room_that_has_something_of_each(room: Room) -> None:
    presence, phone, console = Presence(), seat(PHONE, "anna")[0], seat(CONSOLE)[0]
    shown, hidden = seat(BOARD)[0], seat(BOARD)[0]
    phone.typing, hidden.asleep, shown.kept_awake, console.device = True, True, True, "desk"
    shown.gong, shown.sound, shown.gong_answer = presence.strike(0.0), "on", "on"
    presence.left("bo", 0.0)
    screens = (phone, shown, hidden, console)
    counts = presence.counts(room.state, {"anna": [phone]}, screens, waiting=1, now_s=0.0)
    nothing = Presence().counts(room.state, {}, (), waiting=0, now_s=0.0)
    assert nothing.is_nothing
    alike = [name for name in Counts.__struct_fields__ if getattr(counts, name) == getattr(nothing, name)]
    assert not alike
