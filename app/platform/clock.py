"""Clocks that setting the time does not move: one that goes on while the computer sleeps, one that does not.

`time.monotonic` stands still in sleep on Linux and macOS, and goes on on Windows.
"""

import sys
import time


def since_boot_ns() -> int:
    """Nanoseconds since some moment before the program started, those asleep included."""
    if sys.platform == "win32":
        return time.perf_counter_ns()
    if sys.platform == "darwin":
        return time.clock_gettime_ns(time.CLOCK_MONOTONIC_RAW)  # mach_continuous_time
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME)


def awake_ns() -> int:
    """Nanoseconds since some moment before the program started, without those asleep."""
    if sys.platform == "win32":
        import ctypes

        ticks = ctypes.c_ulonglong()  # of 100 ns each
        ctypes.windll.kernel32.QueryUnbiasedInterruptTime(ctypes.byref(ticks))
        return ticks.value * 100
    return time.monotonic_ns()
