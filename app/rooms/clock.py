"""The server's clock: the only source of the time that commands and events carry.

The rules in `app/core` get the time as data. The wall clock is read once, at start, and after that only the
monotonic clock, so that setting the wall clock does not move a running countdown. `CLOCK_BOOTTIME`, where the
system has it, goes on while the machine is asleep.
"""

import time
from typing import Protocol


class Clock(Protocol):
    def now_ms(self) -> int:
        """Server time: milliseconds since 1970, never decreasing."""


class SystemClock:
    """The wall time at start plus the monotonic time since then."""

    def __init__(self) -> None:
        self._offset_ns = time.time_ns() - _since_boot_ns()

    def now_ms(self) -> int:
        return (self._offset_ns + _since_boot_ns()) // 1_000_000


def _since_boot_ns() -> int:
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic_ns() if boottime is None else time.clock_gettime_ns(boottime)
