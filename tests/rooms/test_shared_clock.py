"""The clock of processes that share a log: the time of its database, which never goes back."""

import asyncio
import time
from collections.abc import Callable

import pytest

from app.rooms import clock
from app.rooms.clock import SharedClock, SystemClock
from app.store import LogUnavailable
from app.store.memory import MemoryLog

pytestmark = pytest.mark.asyncio
HOUR_MS = 3_600_000


class TimedLog(MemoryLog):
    """A log whose database has a clock of its own, and may not answer."""

    ahead = HOUR_MS
    answers = True
    asked = 0

    async def ahead_ms(self, now_ms: Callable[[], int]) -> int:
        self.asked += 1
        if not self.answers:
            raise LogUnavailable("the database restarts", "Wait for it.")
        return self.ahead


async def test_the_clock_is_moved_by_how_far_that_of_the_database_is_ahead() -> None:
    log, own = TimedLog(), SystemClock()
    shared = SharedClock(log)
    assert shared.now_ms() - own.now_ms() < HOUR_MS / 2
    await shared.adjust()
    assert shared.now_ms() - own.now_ms() > HOUR_MS / 2


async def test_a_clock_that_is_set_back_waits() -> None:
    log = TimedLog()
    shared = SharedClock(log)
    await shared.adjust()
    before = shared.now_ms()
    log.ahead = -HOUR_MS
    await shared.adjust()
    assert shared.now_ms() == before


async def test_the_clock_is_adjusted_again_and_again_also_after_the_database_did_not_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clock, "ADJUSTED_EVERY_S", 0.001)
    log = TimedLog()
    log.answers = False
    shared = SharedClock(log)
    keeping = asyncio.create_task(shared.keep_adjusted())
    async with asyncio.timeout(30):
        while log.asked < 3:
            await asyncio.sleep(0.001)
        log.answers = True
        while shared.now_ms() < time.time() * 1_000 + HOUR_MS / 2:
            await asyncio.sleep(0.001)
    keeping.cancel()
    await asyncio.wait([keeping])
