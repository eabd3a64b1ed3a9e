"""The cost of a change, counted instead of timed: it does not grow with screens, sessions or questions.

A real hub on a real file, with counters around its functions. Screens are sinks that record their frames,
except where the server's sockets are counted.
"""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.websockets import WebSocket

from app.core import commands as c
from app.core.commands import Actor
from app.core.views import Audience
from app.rooms import frames
from app.rooms.hub import Ack, Hub, RoomLimits
from app.rooms.room import DeltaThrottle
from app.store import Batch
from app.store.sqlite import SqliteLog
from app.web import broadcast, sinks
from app.web.framing import text_frame
from tests.core.sheet import make_sheet
from tests.rooms.parts import ANNA, FACILITATOR, ManualClock, ask, collecting, seat
from tests.web.served import answer, seated_phone, served

pytestmark = pytest.mark.asyncio
AT_ONCE = RoomLimits(throttle=DeltaThrottle(phone_s=0, screen_s=0, presence_s=3600, sums_s=0))
CODES = [f"{letter}BCDEF" for letter in "ABCDEFGHJKLMNPQRSTUVWXYZ"]


class Counts(Counter[str]):
    def of(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        """The function, with its calls counted under a name."""

        def counted(*args: Any, **named: Any) -> Any:
            self[name] += 1
            return real(*args, **named)

        return counted


class WatchedLog(SqliteLog):
    """The real log, with its reads counted."""

    def __init__(self, path: Path, counts: Counts) -> None:
        super().__init__(path, on_commit=counts.of("commits", lambda batches, seconds: None))
        self._counts = counts

    async def append(self, batch: Batch) -> None:
        self._counts["batches"] += 1
        await super().append(batch)

    async def read(self, session_id: str, after_seq: int = 0) -> Any:
        self._counts["reads"] += 1
        return await super().read(session_id, after_seq)

    async def find(self, code: str) -> Any:
        self._counts["reads"] += 1
        return await super().find(code)


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counts:
    """Counts encodings and frames."""
    counts = Counts()
    monkeypatch.setattr(frames, "encode", counts.of("encodings", frames.encode))
    for module in (broadcast, sinks):
        monkeypatch.setattr(module, "text_frame", counts.of("frames", text_frame))
    return counts


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> Counts:
    """Counts how often a socket's task calls ASGI's `receive`."""
    counts = Counts()
    monkeypatch.setattr(WebSocket, "receive", counts.of("receives", WebSocket.receive))
    return counts


@asynccontextmanager
async def hall(
    path: Path, counts: Counts, *, phones: int = 3, screens: int = 1, rooms: int = 1, questions: int = 5
) -> AsyncIterator[Hub]:
    """A session with so many phones, screens and questions, one of so many sessions."""
    hub = Hub(WatchedLog(path, counts), ManualClock(), AT_ONCE, broadcast.broadcast)
    for n in range(rooms):
        session = "s" if n == 0 else f"s{n}"
        room = await hub.open(session, code=CODES[n], sheet=make_sheet(), language="da")
        for role in ("board", "console"):
            for _ in range(screens):
                room.join(seat(Audience(role, "da"))[0])
    await collecting(hub)
    room = hub.rooms()[0]
    people = [Actor("participant", f"p{n}") for n in range(max(phones, questions // 5))]
    await asyncio.gather(*(hub.ask("s", person, "", "", c.Join()) for person in people))
    asked = [ask(hub, people[n // 5], c.AskQuestion(f"Hvad nu, {n}?")) for n in range(questions)]
    assert all(isinstance(answer, Ack) for answer in await asyncio.gather(*asked))
    room.join(seat(Audience("phone", "da"), ANNA.id)[0])
    for person in people[:phones]:
        room.join(seat(Audience("phone", "da"), person.id)[0])
    yield hub
    await hub.close()


async def in_hall(
    path: Path, counts: Counts, monkeypatch: pytest.MonkeyPatch, **size: int
) -> dict[str, Counts]:
    """The cost of each change in a hall of this size."""
    async with hall(path, counts, **size) as hub:
        with monkeypatch.context() as patch:
            loop = asyncio.get_running_loop()
            for name in ("call_soon", "call_soon_threadsafe", "call_at"):
                patch.setattr(loop, name, counts.of("wake-ups", getattr(loop, name)))
            return await changes(hub, counts)


async def changes(hub: Hub, counts: Counts) -> dict[str, Counts]:
    """The cost of a question, of a placement and of a step."""
    question = "f" * 32
    costs = {}
    for what, actor, command in (
        ("ask", ANNA, c.AskQuestion("Hvem tager telefonen?")),
        ("place", FACILITATOR, c.PlaceQuestion(question, hub.rooms()[0].state.pitfalls[0].id)),
        ("step", FACILITATOR, c.EnterStep("collect", "group")),
    ):
        counts.clear()
        answer = await ask(hub, actor, command, id=question if what == "ask" else None)
        assert isinstance(answer, Ack)
        costs[what] = Counts(counts)
    return costs


@pytest.mark.parametrize(
    ("what", "many"), [("phones", 300), ("screens", 40), ("rooms", 20), ("questions", 600)]
)
async def test_the_cost_of_a_change_does_not_depend_on_phones_screens_sessions_or_questions(
    what: str, many: int, counts: Counts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few, more = [
        await in_hall(tmp_path / f"{n}.db", counts, monkeypatch, **size)
        for n, size in enumerate(({}, {what: many}))
    ]
    assert more == few
    assert few["ask"]["encodings"] == 4  # one for its asker, one each for phones, boards and consoles
    assert few["step"]["encodings"] == few["step"]["frames"] == 3
    assert all(cost["commits"] == 1 and cost["reads"] == 0 for cost in few.values())


async def test_commands_that_wait_together_are_one_commit(counts: Counts, tmp_path: Path) -> None:
    async with hall(tmp_path / "summe.db", counts, questions=0) as hub:
        people = [Actor("participant", f"q{n}") for n in range(200)]
        counts.clear()
        await asyncio.gather(*(hub.ask("s", person, "", "", c.Join()) for person in people))
        assert counts["batches"] == counts["commits"] == 1


async def test_questions_stored_in_one_batch_reach_their_asker_in_one_delta(
    counts: Counts, tmp_path: Path
) -> None:
    async with hall(tmp_path / "summe.db", counts, questions=0) as hub:
        anna, sink = seat(Audience("phone", "da"), ANNA.id)
        hub.rooms()[0].join(anna)
        sink.frames.clear()
        await asyncio.gather(*(ask(hub, ANNA, c.AskQuestion(f"Hvad nu, {n}?")) for n in range(4)))
        (delta,) = [frame for frame in sink.frames if frame.get("lane") == "mine"]
        assert len(delta["put"]["mine"]) == 4


async def test_screens_that_join_a_loaded_room_cause_no_reads_from_the_log(
    counts: Counts, tmp_path: Path
) -> None:
    async with hall(tmp_path / "summe.db", counts) as hub:
        room = await hub.room("abcdef")
        assert room is not None
        counts.clear()
        for n in range(50):
            assert await hub.room("abcdef") is room
            room.join(seat(Audience("board", "da"), f"b{n}")[0])
        assert counts["reads"] == 0
        assert counts["encodings"] <= 1  # one snapshot for all


async def test_frames_of_a_seated_screen_are_handled_without_waking_its_task(
    tmp_path: Path, woken: Counts
) -> None:
    async with served(tmp_path) as server, seated_phone(server) as line:
        waiting = woken["receives"]
        for n in range(20):
            await line.send(json.dumps({"t": "ping", "c": n}))
            await answer(line, f'"c":{n},')
            await line.send(json.dumps({"t": "cmd", "id": f"{n:032x}", "do": "ask_question", "args": {}}))
            await answer(line, f'"id":"{n:032x}"')
        assert woken["receives"] == waiting
        await line.send(['{"t":"ping",', '"c":99}'])  # a fragmented message is received by the task
        await answer(line, '"c":99,')
        assert woken["receives"] == waiting + 1
