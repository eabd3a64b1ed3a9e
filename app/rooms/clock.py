"""The server's clock: the only source of the time that commands and events carry.

The rules in `app/core` get the time as data. The wall clock is read once, at start, and after that only a
clock that setting the time does not move, and so no running countdown either. It goes on while the machine is
asleep, and the event loop's timers do not: `notice_sleep` says when they are late.

Where several processes write to one log, all of them keep the time of its database: timers and the order of
events would otherwise depend on whose clock is fast.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

from app.platform.clock import since_boot_ns
from app.store import Log, LogUnavailable

ADJUSTED_EVERY_S = 60.0
# How often the clock is compared with the event loop's, and how far apart they are after sleep.
LOOK_S = 1.0
ASLEEP_MS = 500


class Clock(Protocol):
    def now_ms(self) -> int:
        """Server time: milliseconds since 1970, never decreasing."""


class SystemClock:
    """The wall time at start plus the monotonic time since then."""

    def __init__(self) -> None:
        self._offset_ns = time.time_ns() - since_boot_ns()

    def now_ms(self) -> int:
        return (self._offset_ns + since_boot_ns()) // 1_000_000


class SharedClock:
    """The clock of a shared log: that of this computer, moved by how far the database's is ahead.

    Until `adjust` has been called it is this computer's. It waits rather than going back.
    """

    def __init__(self, log: Log) -> None:
        self._log = log
        self._own = SystemClock()
        self._ahead_ms = 0
        self._last_ms = 0

    def now_ms(self) -> int:
        self._last_ms = max(self._last_ms, self._own.now_ms() + self._ahead_ms)
        return self._last_ms

    async def adjust(self) -> None:
        """Ask the database for its time; raises LogUnavailable."""
        self._ahead_ms = await self._log.ahead_ms(self._own.now_ms)

    async def keep_adjusted(self) -> None:
        """Adjust the clock every minute; while the database does not answer, it goes on as it was."""
        while True:
            await asyncio.sleep(ADJUSTED_EVERY_S)
            try:
                await self.adjust()
            except LogUnavailable:
                continue


async def notice_sleep(clock: Clock, woken: Callable[[], None], look_s: float = LOOK_S) -> None:
    """Call `woken` whenever the computer has slept, within `look_s` of its waking.

    A timer of the event loop counts no time asleep, so a deadline that was waited for may have passed.
    """
    loop = asyncio.get_running_loop()
    while True:
        before_ms = clock.now_ms() - loop.time() * 1000
        await asyncio.sleep(look_s)
        if clock.now_ms() - loop.time() * 1000 - before_ms > ASLEEP_MS:
            woken()
