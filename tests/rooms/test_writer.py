"""Writer: batches, idempotency, refusals by the log, timers, and failures."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from app.core import commands as c
from app.core.rejections import Rejection
from app.rooms.clock import notice_sleep
from app.rooms.hub import Ack, Hub, RoomLimits
from app.store import Batch
from tests.core.sheet import make_sheet
from tests.rooms.parts import ANNA, FACILITATOR, ManualClock, RefusingLog, ask, collecting
from tests.silent_failures import Expect

pytestmark = pytest.mark.asyncio


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def log() -> RefusingLog:
    return RefusingLog()


@pytest_asyncio.fixture
async def hub(log: RefusingLog, clock: ManualClock) -> AsyncIterator[Hub]:
    one = Hub(log, clock)
    await one.open("s", code="ABCDEF", sheet=make_sheet(), language="da")
    yield one
    await one.close()


async def turns() -> None:
    """Let all tasks run, many times over."""
    for _ in range(200):
        await asyncio.sleep(0)


async def kinds(log: RefusingLog) -> list[str]:
    return [row.kind for row in await log.read("s")]


async def test_d7_a_command_refused_by_the_log_can_be_sent_again_and_is_stored_once(
    hub: Hub, log: RefusingLog, expect_error: Expect
) -> None:
    expect_error("not saved: no space left")
    await collecting(hub)
    log.refusals = 1
    question = c.AskQuestion("Hvem?")
    assert await ask(hub, ANNA, question, id="a" * 32) == Rejection("not_saved")
    first = await ask(hub, ANNA, question, id="a" * 32)
    assert isinstance(first, Ack)
    assert await ask(hub, ANNA, question, id="a" * 32) == first
    assert (await kinds(log)).count("question_asked") == 1


async def test_d10_the_same_command_ten_times_at_once_is_stored_once(hub: Hub, log: RefusingLog) -> None:
    await collecting(hub)
    answers = await asyncio.gather(*(ask(hub, ANNA, c.AskQuestion("Hvem?"), id="a" * 32) for _ in range(10)))
    assert len(set(answers)) == 1
    assert isinstance(answers[0], Ack)
    assert (await kinds(log)).count("question_asked") == 1


async def test_a_batch_refused_by_the_log_leaves_the_state_unchanged_and_keeps_rejections(
    hub: Hub, log: RefusingLog, expect_error: Expect
) -> None:
    expect_error("not saved: no space left")
    await collecting(hub)
    room = await hub.room("ABCDEF")
    assert room is not None
    before = room.state
    log.refusals = 1
    answers = await asyncio.gather(
        ask(hub, ANNA, c.AskQuestion("Hvem?")),
        ask(hub, ANNA, c.AskQuestion("")),
        ask(hub, FACILITATOR, c.LockLobby()),
    )
    assert [*answers] == [Rejection("not_saved"), Rejection("empty"), Rejection("not_saved")]
    assert room.state is before


async def test_the_timer_does_not_retry_at_once_when_the_log_refuses(
    hub: Hub, log: RefusingLog, clock: ManualClock, expect_error: Expect
) -> None:
    expect_error("not saved: no space left")
    await ask(hub, FACILITATOR, c.EnterStep("lobby", "buzz"))
    await ask(hub, FACILITATOR, c.StartTimer())
    log.refusals, log.asked = 1_000, 0
    clock.ms += 61_000
    await ask(hub, FACILITATOR, c.LockLobby())
    await turns()
    assert log.asked == 1


async def test_the_timer_is_handled_while_many_commands_wait(
    hub: Hub, log: RefusingLog, clock: ManualClock
) -> None:
    await ask(hub, FACILITATOR, c.EnterStep("lobby", "buzz"))
    await ask(hub, FACILITATOR, c.StartTimer())
    clock.ms += 61_000
    await asyncio.gather(*(ask(hub, FACILITATOR, c.OpenSubmissions()) for _ in range(50)))
    since = (await kinds(log))[-2:]
    assert sorted(since) == ["submissions_opened", "turn_ended"]


async def test_n15_the_end_of_a_turn_is_handled_before_the_waiting_commands(
    log: RefusingLog, clock: ManualClock
) -> None:
    hub = Hub(log, clock, RoomLimits(batch=1))
    await hub.open("s", code="ABCDEF", sheet=make_sheet(), language="da")
    await ask(hub, FACILITATOR, c.EnterStep("lobby", "buzz"))
    await ask(hub, FACILITATOR, c.StartTimer())
    clock.ms += 61_000
    before = len(await kinds(log))
    commands = (c.LockLobby(), c.UnlockLobby()) * 5
    await asyncio.gather(*(ask(hub, FACILITATOR, command) for command in commands))
    # When the turn ends, the writer has already taken the first command.
    assert (await kinds(log))[before : before + 3] == ["lobby_locked", "turn_ended", "lobby_locked"]
    await hub.close()


async def test_a_timer_that_ran_out_while_the_computer_slept_ends_when_it_wakes(
    hub: Hub, log: RefusingLog, clock: ManualClock
) -> None:
    await ask(hub, FACILITATOR, c.EnterStep("lobby", "buzz"))
    await ask(hub, FACILITATOR, c.StartTimer())
    noticing = asyncio.ensure_future(notice_sleep(clock, hub.look_at_clock, look_s=0.001))
    await turns()
    before = await kinds(log)
    clock.ms += 61_000  # and the event loop's clock stands still
    async with asyncio.timeout(30):
        while await kinds(log) == before:
            await asyncio.sleep(0.001)
    assert (await kinds(log))[len(before)] == "turn_ended"
    noticing.cancel()


async def test_n15_a_timer_that_ran_out_while_the_session_was_unloaded_goes_on_as_if_it_had_been_loaded(
    hub: Hub, log: RefusingLog, clock: ManualClock
) -> None:
    await ask(hub, FACILITATOR, c.EnterStep("lobby", "buzz"))
    await ask(hub, FACILITATOR, c.StartTimer())
    started = clock.ms
    await hub.close()
    clock.ms += 60_000 + 5_000 + 20_000
    woken = Hub(log, clock)
    room = await woken.room("ABCDEF")
    assert room is not None
    await turns()
    timer = room.state.timer
    assert (timer.phase, timer.turn, timer.ends_at_ms) == ("running", 2, started + 125_000)
    await woken.close()


async def test_closing_answers_waiting_commands_and_ignores_cancelled_ones(hub: Hub) -> None:
    left = asyncio.ensure_future(ask(hub, FACILITATOR, c.LockLobby()))
    stays = asyncio.ensure_future(ask(hub, FACILITATOR, c.UnlockLobby()))
    await asyncio.sleep(0)
    left.cancel()
    await hub.close()
    async with asyncio.timeout(10):
        assert await stays == Rejection("not_saved")


async def test_d15_a_failed_writer_is_reported_at_once(
    hub: Hub, log: RefusingLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(batch: Batch) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(log, "append", broken)
    assert await ask(hub, FACILITATOR, c.LockLobby()) == Rejection("not_saved")
    async with asyncio.timeout(10):
        assert isinstance(await hub.crashed, ZeroDivisionError)
    assert await ask(hub, FACILITATOR, c.LockLobby()) == Rejection("not_saved")


class Unheard(c.Command):
    """A command without a rule."""


async def test_d15_a_command_whose_rule_fails_is_rejected_alone(
    hub: Hub, log: RefusingLog, expect_error: Expect
) -> None:
    expect_error("Unheard could not be decided")
    commands = (c.LockLobby(), Unheard(), c.ShowQr())
    answers = await asyncio.gather(*(ask(hub, FACILITATOR, command) for command in commands))
    assert answers[1] == Rejection("invalid")
    assert (await kinds(log))[-2:] == ["lobby_locked", "qr_shown"]
    assert isinstance(answers[2], Ack)
    assert not hub.crashed.done()


class HeldLog(RefusingLog):
    """Delays every batch until `free` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.free = asyncio.Event()
        self.free.set()

    async def append(self, batch: Batch) -> None:
        await self.free.wait()
        await super().append(batch)


async def test_lag_is_the_waiting_time_of_the_oldest_command(clock: ManualClock) -> None:
    log = HeldLog()
    hub = Hub(log, clock)
    await hub.open("s", code="ABCDEF", sheet=make_sheet(), language="da")
    await collecting(hub)
    assert hub.lag_s() == 0
    log.free.clear()
    asked = [asyncio.create_task(ask(hub, ANNA, c.AskQuestion("Hvem?"))) for _ in range(2)]
    await asyncio.sleep(0.002)
    behind = hub.lag_s()
    await asyncio.sleep(0.002)
    assert hub.lag_s() > behind > 0
    log.free.set()
    await asyncio.gather(*asked)
    assert hub.lag_s() == 0
    await hub.close()
