"""Following what other processes append: by looking again and again, and at once by hints."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio

from app.core import commands as c
from app.rooms.follower import Follower
from app.rooms.hub import Ack, Hub
from tests.core.sheet import make_sheet
from tests.rooms.parts import ANNA, BO, FACILITATOR, ManualClock, ask, collecting
from tests.rooms.test_many_writers import CODE, SharedLog
from tests.silent_failures import Expect

pytestmark = pytest.mark.asyncio
NEVER_S = 3_600.0


class CountingLog(SharedLog):
    def __init__(self) -> None:
        super().__init__()
        self.looks = 0

    async def last_seqs(self, session_ids: object) -> dict[str, int]:
        self.looks += 1
        return {id: record.last_seq for id, record in self._records.items()}


class Process:
    """A hub with its follower; the hints that it publishes are kept."""

    def __init__(self, log: SharedLog, clock: ManualClock, every_s: float = NEVER_S) -> None:
        self.hints: list[tuple[str, int]] = []
        self.hub = Hub(log, clock, publish=lambda session, seq: self.hints.append((session, seq)))
        self.follower = Follower(self.hub, every_s)

    @property
    def seq(self) -> int:
        return self.hub.rooms()[0].state.seq

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.follower.run())
        yield
        task.cancel()
        await asyncio.wait([task])


@pytest.fixture
def log() -> CountingLog:
    return CountingLog()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest_asyncio.fixture
async def processes(log: CountingLog, clock: ManualClock) -> AsyncIterator[tuple[Process, Process]]:
    """Two processes that have loaded the same session, in which questions are asked."""
    one, other = Process(log, clock), Process(log, clock)
    await one.hub.open("s", code=CODE, sheet=make_sheet(), language="da")
    await collecting(one.hub)
    assert await other.hub.room(CODE) is not None
    yield one, other
    for process in (one, other):
        await process.hub.close()


async def until(check: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not check():
            await asyncio.sleep(0.001)


async def test_every_append_is_published_with_its_last_seq(processes: tuple[Process, Process]) -> None:
    one, _ = processes
    one.hints.clear()
    answer = await ask(one.hub, ANNA, c.AskQuestion("Hvem ejer planen?"))
    assert isinstance(answer, Ack)
    assert one.hints == [("s", answer.seq)]
    await ask(one.hub, FACILITATOR, c.EnterStep("walk", "poll"))  # rejected: nothing is appended
    assert one.hints == [("s", answer.seq)]


async def test_a_hint_makes_a_process_catch_up_without_looking_at_all_sessions(
    processes: tuple[Process, Process], log: CountingLog
) -> None:
    one, other = processes
    for person in (ANNA, BO):
        await ask(one.hub, person, c.AskQuestion("Hvem ejer planen?"))
        for hint in one.hints:
            other.follower.behind(*hint)
        await until(lambda: other.seq == one.seq)
    assert log.looks == 0


async def test_a_hint_of_what_is_known_or_not_loaded_reads_nothing(
    processes: tuple[Process, Process], log: CountingLog
) -> None:
    _, other = processes
    log.readable = False
    for hint in (("s", other.seq), ("s", 1), ("elsewhere", 99)):
        other.follower.behind(*hint)
    await asyncio.sleep(0.01)
    assert other.seq > 1


async def test_a_process_catches_up_without_hints(processes: tuple[Process, Process]) -> None:
    one, other = processes
    other.follower = Follower(other.hub, 0.01)
    async with other.following():
        await ask(one.hub, ANNA, c.AskQuestion("Hvem ejer planen?"))
        await until(lambda: other.seq == one.seq)
        await one.hub.erase("s")
        await until(lambda: other.hub.rooms() == [])


async def test_after_missed_hints_all_sessions_are_compared_at_once(
    processes: tuple[Process, Process], log: CountingLog
) -> None:
    one, other = processes
    async with other.following():
        await until(lambda: log.looks == 1)
        await ask(one.hub, ANNA, c.AskQuestion("Hvem ejer planen?"))
        other.follower.missed()
        await until(lambda: other.seq == one.seq)


async def test_a_log_that_cannot_be_read_is_said_once_and_followed_again_later(
    processes: tuple[Process, Process], log: CountingLog, expect_error: Expect
) -> None:
    expect_error("what other servers write waits, as the log cannot be read: the database restarts")
    one, other = processes
    await ask(one.hub, ANNA, c.AskQuestion("Hvem ejer planen?"))
    log.readable = False
    other.follower = Follower(other.hub, 0.01)
    async with other.following():
        await until(lambda: log.looks > 5)
        other.follower.behind("s", one.seq)
        await asyncio.sleep(0.01)
        assert other.seq < one.seq
        log.readable = True
        await until(lambda: other.seq == one.seq)


async def test_a_timer_begun_elsewhere_ends_here_when_the_other_process_is_gone(
    processes: tuple[Process, Process], log: CountingLog, clock: ManualClock
) -> None:
    one, other = processes
    await ask(one.hub, FACILITATOR, c.EnterStep("collect", "buzz"))
    await ask(one.hub, FACILITATOR, c.StartTimer())
    begun = one.seq
    await one.hub.close()
    clock.ms += 60_000
    other.follower.behind("s", begun)
    await until(lambda: other.seq > begun)
    assert [row.kind for row in await log.read("s", begun)] == ["turn_ended"]


async def test_a_room_is_handed_out_with_what_another_process_has_appended_before(
    processes: tuple[Process, Process],
) -> None:
    one, other = processes
    await ask(one.hub, ANNA, c.AskQuestion("Hvem?"))
    room = await other.hub.room(CODE)
    assert room is not None
    assert [question.text for question in room.state.questions.values()] == ["Hvem?"]


async def test_a_crowd_that_looks_up_one_session_at_once_reads_the_log_twice(
    processes: tuple[Process, Process], log: CountingLog
) -> None:
    _, other = processes
    before = log.reads
    await asyncio.gather(*(other.hub.room(CODE) for _ in range(100)))
    assert log.reads - before <= 2


async def test_while_the_log_does_not_answer_a_room_is_handed_out_as_it_is_known(
    processes: tuple[Process, Process], log: CountingLog
) -> None:
    _, other = processes
    log.readable = False
    assert await other.hub.room(CODE) is not None
