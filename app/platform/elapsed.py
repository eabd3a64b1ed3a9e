"""Time that passes while this computer is awake, and while it sleeps too."""

import sys
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Seconds since some moment before the start of the process: `awake_s` without sleep, `all_s` with it."""

    awake_s: float
    all_s: float


def elapsed() -> Elapsed:
    """Both clocks now. Where the system has no clock that goes on in sleep, both are alike."""
    if sys.platform == "win32":
        return Elapsed(_windows_awake_s(), time.monotonic())
    # Linux stops `monotonic` in sleep; macOS does too, and calls the clock that goes on CLOCK_MONOTONIC.
    on_in_sleep = getattr(time, "CLOCK_BOOTTIME", None) if sys.platform == "linux" else time.CLOCK_MONOTONIC
    awake_s = time.monotonic()
    return Elapsed(awake_s, awake_s if on_in_sleep is None else time.clock_gettime(on_in_sleep))


def _windows_awake_s() -> float:
    """Python's `monotonic` goes on in sleep on Windows; this clock, in units of 100 ns, does not."""
    if sys.platform != "win32":  # for the type checker, which knows these functions on Windows alone
        return time.monotonic()
    import ctypes

    ticks = ctypes.c_ulonglong()
    ctypes.windll.kernel32.QueryUnbiasedInterruptTime(ctypes.byref(ticks))
    return ticks.value / 1e7
