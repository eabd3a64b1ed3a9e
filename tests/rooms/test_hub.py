"""Hub: loading, evicting, erasing and draining sessions; each is loaded at most once."""

import asyncio
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import pytest_asyncio

from app.core import commands as c
from app.core.codec import UnreadableLog
from app.core.rejections import Rejection
from app.core.stored_row import StoredRow
from app.core.views import Audience
from app.rooms.hub import MOST_LOADS, SMALLEST_BATCH, Ack, Hub
from app.store import Batch, NotSaved
from app.store.memory import MemoryLog
from tests.core.sheet import make_sheet
from tests.rooms.parts import ANNA, FACILITATOR, ManualClock, RefusingLog, ask, collecting, seat
from tests.server import PATIENCE_S

pytestmark = pytest.mark.asyncio


@pytest.fixture
def log() -> MemoryLog:
    return MemoryLog()


@pytest_asyncio.fixture
async def hub(log: MemoryLog) -> AsyncIterator[Hub]:
    one = Hub(log, ManualClock())
    await one.open("s", code="ABCDEF", sheet=make_sheet(), language="da")
    yield one
    await one.close()


async def test_a_session_loaded_concurrently_is_one_room(log: MemoryLog, hub: Hub) -> None:
    other = Hub(log, ManualClock())
    rooms = await asyncio.gather(*(other.room("abcdef") for _ in range(5)))
    assert len(set(map(id, rooms))) == 1
    await other.close()


async def test_h20_a_session_that_is_long_in_loading_makes_no_other_wait(
    log: MemoryLog, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hub.open("t", code="GHJKLM", sheet=make_sheet(), language="da")
    has_come, goes_on = asyncio.Event(), asyncio.Event()
    read = log.read

    async def long_read(session_id: str, after_seq: int = 0) -> list[StoredRow]:
        if session_id == "s":
            has_come.set()
            await goes_on.wait()
        return await read(session_id, after_seq)

    monkeypatch.setattr(log, "read", long_read)
    other = Hub(log, ManualClock())
    loading = asyncio.ensure_future(other.room("ABCDEF"))
    await has_come.wait()
    assert await other.room("GHJKLM") is not None
    await other.open("u", code="NPQRST", sheet=make_sheet(), language="da")
    await other.erase("u")
    await other.evict_idle(0)
    goes_on.set()
    assert await loading is not None
    await other.close()


async def test_h10_undo_waits_for_no_other_work_on_threads(hub: Hub) -> None:
    """It is decided on a thread; the only one that all share is held by other work."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
    held = threading.Event()
    other = asyncio.ensure_future(asyncio.to_thread(held.wait))
    await ask(hub, FACILITATOR, c.AddPitfall("Føjet til"))
    try:
        async with asyncio.timeout(PATIENCE_S):
            assert isinstance(await ask(hub, FACILITATOR, c.Undo()), Ack)
    finally:
        held.set()
    await other


async def test_h20_a_few_sessions_are_loaded_at_once(
    log: MemoryLog, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(2 * MOST_LOADS):
        await hub.open(f"s{n}", code=f"CODES{n}", sheet=make_sheet(), language="da")
    loading, most = 0, 0
    read = log.read

    async def counted_read(session_id: str, after_seq: int = 0) -> list[StoredRow]:
        nonlocal loading, most
        loading += 1
        most = max(most, loading)
        await asyncio.sleep(0)
        loading -= 1
        return await read(session_id, after_seq)

    monkeypatch.setattr(log, "read", counted_read)
    other = Hub(log, ManualClock())
    rooms = await asyncio.gather(*(other.room(f"CODES{n}") for n in range(2 * MOST_LOADS)))
    assert None not in rooms
    assert most == MOST_LOADS
    await other.close()


async def test_commands_during_an_erasure_are_answered_and_other_sessions_go_on(
    log: MemoryLog, hub: Hub
) -> None:
    await hub.open("t", code="GHJKLM", sheet=make_sheet(), language="da")
    answers = await asyncio.gather(
        ask(hub, FACILITATOR, c.LockLobby()),
        hub.erase("s"),
        ask(hub, FACILITATOR, c.OpenPoll()),
        *(ask(hub, FACILITATOR, c.UnlockLobby()) for _ in range(5)),
    )
    assert {type(answer) for answer in answers} <= {Ack, Rejection, type(None)}
    assert await ask(hub, FACILITATOR, c.LockLobby()) == Rejection("ended")
    assert await hub.room("ABCDEF") is None
    assert isinstance(await ask(hub, FACILITATOR, c.LockLobby(), session="t"), Ack)
    assert not hub.crashed.done()


async def test_an_erasure_refused_by_the_log_keeps_the_session_usable() -> None:
    log = RefusingLog()
    hub = Hub(log, ManualClock())
    room = await hub.open("s", code="ABCDEF", sheet=make_sheet(), language="da")
    one, sink = seat(Audience("board", "da"))
    room.join(one)
    log.refusals = 1
    with pytest.raises(NotSaved):
        await hub.erase("s")
    assert sink.dropped == "restart"
    assert isinstance(await ask(hub, FACILITATOR, c.LockLobby()), Ack)
    await hub.erase("s")
    assert await hub.room("ABCDEF") is None


async def test_an_idle_room_is_evicted_and_loaded_as_it_was(hub: Hub) -> None:
    await collecting(hub)
    await ask(hub, ANNA, c.AskQuestion("Hvem?"))
    room = await hub.room("ABCDEF")
    assert room is not None
    await hub.evict_idle(0)
    assert hub.rooms() == []
    woken = await hub.room("ABCDEF")
    assert woken is not None
    assert woken is not room
    assert woken.state == room.state
    assert isinstance(await ask(hub, ANNA, c.AskQuestion("Hvornår?")), Ack)


async def test_a_room_with_a_seat_stays_loaded_and_for_a_while_after(hub: Hub) -> None:
    room = await hub.room("ABCDEF")
    assert room is not None
    here, _ = seat(Audience("board", ""))
    room.join(here)
    await asyncio.sleep(0.02)
    await hub.evict_idle(0.01)
    assert hub.rooms() == [room]
    room.leave(here)
    await hub.evict_idle(0.01)
    assert hub.rooms() == [room]
    await asyncio.sleep(0.02)
    await hub.evict_idle(0.01)
    assert hub.rooms() == []


async def test_a_room_with_a_running_timer_stays_loaded_until_it_is_paused(hub: Hub) -> None:
    await ask(hub, FACILITATOR, c.EnterStep("lobby", "buzz"))
    await ask(hub, FACILITATOR, c.StartTimer())
    await hub.evict_idle(0)
    assert len(hub.rooms()) == 1
    await ask(hub, FACILITATOR, c.PauseTimer())
    await hub.evict_idle(0)
    assert hub.rooms() == []


async def test_a_seat_that_joins_an_evicted_room_is_sent_restart(
    hub: Hub,
) -> None:
    room = await hub.room("ABCDEF")
    assert room is not None
    await hub.evict_idle(0)
    late, sink = seat(Audience("board", ""))
    room.join(late)
    assert sink.dropped == "restart"


class SlowLog(MemoryLog):
    """Yields to other tasks before and after each batch, as a disk does."""

    async def append(self, batch: Batch) -> None:
        await asyncio.sleep(0)
        await super().append(batch)
        await asyncio.sleep(0)


async def test_no_command_is_lost_to_a_room_that_is_evicted() -> None:
    log = SlowLog()
    hub = Hub(log, ManualClock())
    await hub.open("s", code="ABCDEF", sheet=make_sheet(), language="da")
    evictions = 0

    async def keep_evicting() -> None:
        nonlocal evictions
        while True:
            before = hub.rooms()
            await hub.evict_idle(0)
            evictions += bool(before) and not hub.rooms()
            await asyncio.sleep(0)

    async def go_on_asking(most_turns: int) -> None:
        for n in range(200):
            answer = await ask(hub, FACILITATOR, c.SetTurnLength(60 + n % 2))
            assert isinstance(answer, Ack)
            for _ in range(n % most_turns):
                await asyncio.sleep(0)

    evicting = asyncio.create_task(keep_evicting())
    await asyncio.gather(go_on_asking(7), go_on_asking(11))
    evicting.cancel()
    assert evictions
    rows = await log.read("s")
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    assert not hub.crashed.done()
    await hub.close()


@pytest.mark.parametrize(
    "damage",
    [
        {"version": 99},
        {"kind": "from_the_future"},
        {"payload": {"unknown": 1}},
        {"seq": 7},
        {"kind": "question_hidden"},
    ],
)
async def test_an_unreadable_session_is_refused_and_others_can_be_loaded(
    log: MemoryLog, hub: Hub, damage: dict[str, object]
) -> None:
    await hub.open("t", code="GHJKLM", sheet=make_sheet(), language="da")
    await ask(hub, FACILITATOR, c.LockLobby())
    row = (await log.read("s"))[-1]._replace(seq=3)._replace(**damage)  # type: ignore[arg-type]  # values of any type
    await log.append(Batch("s", 2, (row,)))
    later = Hub(log, ManualClock())
    with pytest.raises(UnreadableLog):
        await later.room("ABCDEF")
    assert await later.room("GHJKLM") is not None
    await later.close()


async def test_o1_drain_tells_all_seats_of_a_restart_in_batches(hub: Hub) -> None:
    room = await hub.room("ABCDEF")
    assert room is not None
    sinks = []
    for _ in range(2 * SMALLEST_BATCH + 1):
        one, sink = seat(Audience("phone", "da"))
        room.join(one)
        sinks.append(sink)
    draining = asyncio.ensure_future(hub.drain(over_s=0))
    reached = []
    while not draining.done():
        await asyncio.sleep(0)
        reached.append(sum(sink.dropped == "restart" for sink in sinks))
    assert sorted(set(reached)) == [SMALLEST_BATCH, 2 * SMALLEST_BATCH, len(sinks)]
