"""The one worker that suggests for all sessions of a process: when it is started, and when it ends."""

import asyncio

import pytest

from app.core.delta import Delta
from app.rooms.suggestions import RoomSuggestions, SuggestionLimits, Suggestions
from app.store.memory import MemoryLog
from app.suggest.messages import Answer, Request
from app.suggest.process import WorkerProcess
from tests.core.sheet import Story, asked, joined

AT_ONCE = SuggestionLimits(pace_s=0, idle_s=0)


class Worker:
    """A worker that has nothing to suggest."""

    def __init__(self) -> None:
        self.semantic = False
        self.ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def ask(self, request: Request) -> Answer:
        return Answer({}, {} if request.alike else None)

    async def end(self) -> None:
        self.ended.set_result(0)


class Room:
    """A room with a question in the tray."""

    def __init__(self) -> None:
        self.session_id = "s"
        self.state = Story().given(*joined(), asked("q1")).state
        self.has_console = False

    def show_live(self, delta: Delta) -> None:
        """Nothing here looks at what is shown."""


def set_console(room: Room, suggestions: RoomSuggestions, *, connected: bool) -> None:
    room.has_console = connected
    suggestions.consoles_changed()


async def idle() -> None:
    """Return once there is nothing to ask the worker."""
    while working := [task for task in asyncio.all_tasks() if task.get_name() == "suggestions"]:
        await asyncio.wait(working)


@pytest.mark.asyncio
async def test_p11_a_worker_that_has_nothing_to_do_ends_when_the_last_console_leaves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[Worker] = []

    async def begin(_semantic: bool, _silent_s: float) -> Worker:
        started.append(Worker())
        return started[-1]

    monkeypatch.setattr(WorkerProcess, "begin", begin)
    room = Room()
    suggestions = Suggestions(AT_ONCE, MemoryLog().examples)
    of_room = suggestions.of(room)
    for n in range(1, 3):
        set_console(room, of_room, connected=True)
        await idle()
        assert [worker.ended.done() for worker in started] == [True] * (n - 1) + [False]
        set_console(room, of_room, connected=False)
        async with asyncio.timeout(5):
            await started[-1].ended
        await idle()
    await suggestions.close()
