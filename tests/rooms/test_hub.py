"""Sessions come, are woken, and go; none is ever in use twice."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from app.core import commands as c
from app.core.codec import UnreadableLog
from app.core.rejections import Rejection
from app.rooms.hub import Ack, Hub
from app.store import Batch
from app.store.memory import MemoryLog
from tests.core.sheet import make_sheet
from tests.rooms.parts import DESK, SetClock, ask

pytestmark = pytest.mark.asyncio


@pytest.fixture
def log() -> MemoryLog:
    return MemoryLog()


@pytest_asyncio.fixture
async def hub(log: MemoryLog) -> AsyncIterator[Hub]:
    one = Hub(log, SetClock())
    await one.open("s", code="ABCDEF", sheet=make_sheet(), language="da")
    yield one
    await one.close()


async def test_a_session_woken_twice_at_once_is_one_room(log: MemoryLog, hub: Hub) -> None:
    other = Hub(log, SetClock())
    rooms = await asyncio.gather(*(other.room("abcdef") for _ in range(5)))
    assert len(set(map(id, rooms))) == 1
    await other.close()


async def test_what_is_asked_of_a_session_while_it_is_erased_hurts_nobody(log: MemoryLog, hub: Hub) -> None:
    await hub.open("t", code="GHJKLM", sheet=make_sheet(), language="da")
    answers = await asyncio.gather(
        ask(hub, DESK, c.LockLobby()),
        hub.erase("s"),
        ask(hub, DESK, c.OpenPoll()),
        *(ask(hub, DESK, c.UnlockLobby()) for _ in range(5)),
    )
    assert {type(answer) for answer in answers} <= {Ack, Rejection, type(None)}
    assert await ask(hub, DESK, c.LockLobby()) == Rejection("ended")
    assert await hub.room("ABCDEF") is None
    assert isinstance(await ask(hub, DESK, c.LockLobby(), session="t"), Ack)
    assert not hub.crashed.done()


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
async def test_an_unreadable_session_refuses_itself_and_no_other(
    log: MemoryLog, hub: Hub, damage: dict[str, object]
) -> None:
    await hub.open("t", code="GHJKLM", sheet=make_sheet(), language="da")
    await ask(hub, DESK, c.LockLobby())
    row = (await log.read("s"))[-1]._replace(seq=3)._replace(**damage)  # type: ignore[arg-type]  # damage is of any kind
    await log.append(Batch("s", 2, (row,)))
    later = Hub(log, SetClock())
    with pytest.raises(UnreadableLog):
        await later.room("ABCDEF")
    assert await later.room("GHJKLM") is not None
    await later.close()
