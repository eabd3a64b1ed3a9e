"""Time that passes while this computer is awake, and while it sleeps too."""

import sys
import time
from dataclasses import dataclass

from app.platform.clock import since_boot_ns


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Seconds since some moment before the start of the process: `awake_s` without sleep, `all_s` with it."""

    awake_s: float
    all_s: float


def elapsed() -> Elapsed:
    """Both clocks now."""
    return Elapsed(_windows_awake_s() if sys.platform == "win32" else time.monotonic(), since_boot_ns() / 1e9)


def _windows_awake_s() -> float:
    """Python's `monotonic` goes on in sleep on Windows; this clock, in units of 100 ns, does not."""
    if sys.platform != "win32":  # for the type checker, which knows these functions on Windows alone
        return time.monotonic()
    import ctypes

    ticks = ctypes.c_ulonglong()
    ctypes.windll.kernel32.QueryUnbiasedInterruptTime(ctypes.byref(ticks))
    return ticks.value / 1e7
