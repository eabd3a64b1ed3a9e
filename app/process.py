"""What holds for the whole process: modes of new files, open files, garbage collection, memory given back."""

import asyncio
import contextlib
import ctypes
import gc
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

# Thresholds of the garbage collector. Thousands of seats and a long log are hundreds of thousands of
# long-lived objects, which the default of 700 would scan again and again while an audience joins. Garbage
# that waits for the later collection takes a few megabytes.
COLLECT_AFTER = (50_000, 20, 50)
# At those thresholds, what an attack leaves could stay for hours. So everything is collected when, at a look,
# the process has grown by so much since the last time; and now and then, as long as it is larger than it was.
# With thousands of seats that takes some 400 ms: the longer it takes, the more time passes until the next.
LOOK_S = 10.0
GROWN_BYTES = 8 * 2**20
# What a seated screen takes is no garbage: an audience that joins must not set off a collection.
SEAT_BYTES = 18 * 2**10
AGAIN_S = 20.0
PAUSE_PART = 1 / 500
_MEMORY = Path("/proc/self/statm")


def keep_files_private() -> None:
    """Let files and folders that this process makes be readable by its owner alone."""
    os.umask(0o077)


def open_many_files() -> None:
    """Raise the limit of open files as far as allowed: an audience needs more than the usual 1,024."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):  # some systems name a limit they do not grant
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def collect_rarely() -> None:
    """Collect garbage cycles less often, and never scan the objects that exist by now."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


async def give_memory_back(seats: Callable[[], int]) -> None:
    """While this process is larger than `seats` explain, collect garbage, and return what is free.

    Only on Linux, which tells how much memory a process has. The C library keeps freed memory for later; it
    is asked to return it on a thread, since that may take a while and needs no lock of Python's.
    """
    if sys.platform != "linux":
        return

    def unexplained_bytes() -> int:
        return _resident_bytes() - seats() * SEAT_BYTES

    least = last = unexplained_bytes()
    again_at = 0.0
    while True:
        await asyncio.sleep(LOOK_S)
        size, began = unexplained_bytes(), time.monotonic()
        least = min(least, size)
        if size - last > GROWN_BYTES or (size - least > GROWN_BYTES and began >= again_at):
            gc.collect()
            again_at = began + max(AGAIN_S, (time.monotonic() - began) / PAUSE_PART)
            await asyncio.to_thread(_trim)
            last = unexplained_bytes()


def _resident_bytes() -> int:
    return int(_MEMORY.read_text().split()[1]) * resource.getpagesize()


def _trim() -> None:
    with contextlib.suppress(AttributeError):  # another C library than GNU's
        ctypes.CDLL(None).malloc_trim(0)
