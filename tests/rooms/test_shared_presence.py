"""Presence of a session whose screens are at several processes: sums, returning phones, gongs, expiry."""

import asyncio
from collections.abc import AsyncIterator

import msgspec
import pytest
import pytest_asyncio

from app.core import commands as c
from app.core.commands import Actor
from app.core.rows import PresenceRow
from app.core.state import State
from app.rooms import console_updates
from app.rooms.hub import Hub, RoomLimits
from app.rooms.notices import ActivityMonitor
from app.rooms.presence import LONGEST_S, Counts, Note, Presence
from app.rooms.room import DeltaThrottle, Room
from app.rooms.seat import Seat
from tests.core.sheet import ANNA, Story, joined, make_sheet
from tests.rooms.parts import ManualClock, RecordingSink, ask, seat
from tests.rooms.test_many_writers import SharedLog
from tests.rooms.test_presence import BOARD, CONSOLE, PHONE, SILENT, until
from tests.server import PATIENCE_S

pytestmark = pytest.mark.asyncio
CODE = "ABCDEF"


class Process:
    """A process with its hub; its notes are kept, and go to `others` at once."""

    def __init__(self, name: str, log: SharedLog) -> None:
        self.others: list[Process] = []
        self.notes: list[bytes] = []
        self.name = name
        limits = RoomLimits(throttle=DeltaThrottle(0, 0, 0))
        self.hub = Hub(log, ManualClock(), limits, share=self._share)

    def _share(self, session_id: str, note: bytes) -> None:
        self.notes.append(note)
        for other in self.others:
            other.hub.noted(self.name, session_id, note)

    async def until_notes(self, number: int) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while len(self.notes) < number:
                await asyncio.sleep(0.01)

    @property
    def room(self) -> Room:
        return self.hub.rooms()[0]


@pytest_asyncio.fixture
async def processes() -> AsyncIterator[list[Process]]:
    log = SharedLog()
    every = [Process(name, log) for name in "abc"]
    for one in every:
        one.others = [other for other in every if other is not one]
    await every[0].hub.open("s", code=CODE, sheet=make_sheet(), language="da")
    for one in every[1:]:
        assert await one.hub.room(CODE) is not None
    yield every
    for one in every:
        await one.hub.close()


def desk_at(process: Process) -> RecordingSink:
    console, sink = seat(CONSOLE)
    process.room.join(console)
    return sink


async def phone_at(process: Process, name: str) -> Seat:
    await ask(process.hub, Actor("participant", name), c.Join())
    one, _ = seat(PHONE, name)
    process.room.join(one)
    for other in (process, *process.others):
        await other.hub.catch_up()
    return one


async def test_every_console_is_shown_the_sums_of_all_processes(processes: list[Process]) -> None:
    one, other, third = processes
    desks = [desk_at(one), desk_at(other)]
    await phone_at(one, "person 1")
    sleeping = await phone_at(other, "person 2")
    writing = await phone_at(third, "person 3")
    third.room.typing(writing, True)
    other.room.asleep(sleeping, True)
    board = Seat(BOARD, RecordingSink(), device="board", credential="device")
    third.room.join(board)
    third.room.equipped(board, "muted", gong=0, awake=True)
    for desk in desks:
        await until(
            desk,
            connected=2,
            asleep=1,
            lost=0,
            typing=1,
            boards=1,
            boards_hidden=0,
            boards_awake=1,
            sound={**SILENT, "muted": 1},
            consoles=2,
            devices={"board": {"shown": True, "invited": True}},
        )
    third.room.leave(board)
    third.room.leave(writing)
    await until(desks[0], connected=1, asleep=1, lost=1, typing=0, boards=0, devices={})


async def test_newcomers_who_wait_at_any_process_are_in_the_notice_of_every_console(
    processes: list[Process],
) -> None:
    one, other, _ = processes
    desk = desk_at(one)
    one.room.waits("guest 1")
    other.room.waits("guest 2")
    notice = {"kind": "waiting", "n": 2, "phones": None, "since_ms": None}
    await until(desk, waiting=2, notice=notice)


@pytest.mark.parametrize("noticed_first", [True, False])
async def test_a_phone_that_comes_back_to_another_process_is_not_lost(
    processes: list[Process], noticed_first: bool
) -> None:
    one, other, _ = processes
    desk = desk_at(one)
    gone = await phone_at(one, "person 1")
    await until(desk, connected=1, lost=0)
    back, _ = seat(PHONE, "person 1")
    if noticed_first:
        one.room.leave(gone)
        await until(desk, connected=0, lost=1)
        other.room.join(back)
    else:
        other.room.join(back)
        await until(desk, connected=2)  # until the broken connection is noticed
        one.room.leave(gone)
    await until(desk, connected=1, lost=0)
    other.room.leave(back)
    await until(desk, connected=0, lost=1)


async def test_a_gong_asked_for_at_one_process_is_sounded_by_the_boards_of_all_once(
    processes: list[Process],
) -> None:
    one, other, third = processes
    desk = desk_at(one)
    boards = [seat(BOARD) for _ in range(2)]
    for process, (board, _) in zip((one, other), boards, strict=True):
        process.room.join(board)
        process.room.equipped(board, "on", gong=0, awake=True)
    await until(desk, boards=2, gong={"n": 0, **SILENT})
    for n, process in enumerate((one, third), start=1):
        process.room.strike_gong()
        for (board, sink), at in zip(boards, (one, other), strict=True):
            assert gongs(sink) == list(range(1, n + 1))
            at.room.equipped(board, "on", gong=n, awake=True)
        await until(desk, gong={**SILENT, "n": n, "on": 2})
    assert [gongs(sink) for _, sink in boards] == [[1, 2], [1, 2]]


def gongs(sink: RecordingSink) -> list[int]:
    """The numbers of the gong requests that a board was sent."""
    return [row["it"]["n"] for frame in sink.frames if (row := frame.get("put", {}).get("live.gong"))]


async def test_every_figure_that_another_process_counts_is_in_the_row() -> None:
    state = Story().given(*joined()).state
    nothing = Presence().counts(state, {}, [], 0, 0.0)
    own_alone = _row(state, Presence(), nothing)
    figures = [field.name for field in msgspec.structs.fields(Counts) if field.type is int]
    assert "boards_awake" in figures
    for figure in figures:
        here = Presence()
        here.noted("there", Presence().note(msgspec.structs.replace(nothing, **{figure: 1}), 7.0, 0.0), 0.0)
        assert _row(state, here, nothing) != own_alone, figure


def _row(state: State, presence: Presence, own: Counts) -> PresenceRow:
    activity = ActivityMonitor(rush=60).look(state, 0.0, presence.waiting_elsewhere(0.0))
    return presence.row(state, own, activity, 0.0)


async def test_a_note_of_another_version_is_left_out_of_the_sums(processes: list[Process]) -> None:
    one, other, _ = processes
    desk = desk_at(one)
    for note in (b"", b"[]", b'{"connected": "many"}'):
        one.hub.noted("newer", "s", note)
    one.hub.noted("newer", "not loaded", b"{}")
    await phone_at(other, "person 1")
    await until(desk, connected=1)


async def test_what_a_process_counts_expires_when_it_sends_nothing_any_more() -> None:
    state = Story().given(*joined(ANNA)).state
    there, here = Presence(), Presence()
    board, _ = seat(BOARD)
    note = there.note(there.counts(state, {}, [board], 3, 0.0), 7.0, 0.0)
    own = here.counts(state, {}, [], 0, 0.0)
    monitor = ActivityMonitor(rush=60)

    def sums(now_s: float) -> tuple[int, int]:
        activity = monitor.look(state, now_s, here.waiting_elsewhere(now_s))
        row = here.row(state, own, activity, now_s)
        return row["boards"], row["waiting"]

    assert here.noted("there", note, 10.0) == (True, None)
    assert here.fewer_at_s == 17.0
    assert sums(16.9) == (1, 3)
    assert here.noted("there", note, 16.9) == (False, None)
    assert sums(17.0) == (1, 3)
    assert sums(23.9) == (0, 0)
    assert here.fewer_at_s is None
    here.noted("there", there.note(own, 10_000.0, 30.0), 30.0)
    assert here.fewer_at_s == 30.0 + LONGEST_S


async def test_a_process_that_closes_a_room_is_no_longer_counted_at_the_others(
    processes: list[Process],
) -> None:
    one, other, _ = processes
    desk = desk_at(one)
    await phone_at(other, "person 1")
    await until(desk, connected=1, asleep=0)
    await other.hub.close()
    assert msgspec.json.decode(other.notes[-1], type=Note).lasts_s == 0
    await until(desk, connected=0, asleep=1)


async def test_counts_that_do_not_change_are_sent_again_until_there_is_nothing_to_count(
    processes: list[Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console_updates, "SHARE_S", 0.2)
    one, other, _ = processes
    desk = desk_at(other)
    phone = await phone_at(one, "person 1")
    await until(desk, connected=1)
    one.notes.clear()
    await one.until_notes(2)
    assert one.notes[0] == one.notes[1]
    one.room.asleep(phone, True)
    one.room.leave(phone)
    await until(desk, connected=0, asleep=1, lost=0)
    assert msgspec.json.decode(one.notes[-1], type=Note).counts.is_nothing
    one.notes.clear()
    other.notes.clear()
    await other.until_notes(3)  # of its console
    assert one.notes == []
