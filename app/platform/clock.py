"""A clock that nobody sets, and that goes on while the computer sleeps.

`time.monotonic` stands still during sleep on Linux and macOS. Windows' performance counter goes on.
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
