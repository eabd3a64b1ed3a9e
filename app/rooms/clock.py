"""The only reader of time.

Below this, time is data. A step of the computer's wall clock must not move a running countdown, so
the time of day is read once, at start, and the monotonic clock (which goes on while the machine is
asleep) is added to it.
"""

import time
from typing import Protocol


class Clock(Protocol):
    def now_ms(self) -> int:
        """Server time: milliseconds since 1970, never falling."""


class SystemClock:
    """Wall time at start plus the time since boot."""

    def __init__(self) -> None:
        self._offset_ns = time.time_ns() - _since_boot_ns()

    def now_ms(self) -> int:
        return (self._offset_ns + _since_boot_ns()) // 1_000_000


def _since_boot_ns() -> int:
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic_ns() if boottime is None else time.clock_gettime_ns(boottime)
