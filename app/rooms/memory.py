"""The server's memory: when garbage is collected, and when memory is given back."""

import asyncio
import gc
import time
from collections.abc import Callable

from app.platform.resources import resident_bytes, return_freed_memory

# Thresholds of the garbage collector. Thousands of seats and a long log are hundreds of thousands of
# long-lived objects, which the default of 700 would scan again and again while an audience joins. Garbage
# that accumulates between these rarer collections takes a few megabytes.
COLLECT_AFTER = (50_000, 20, 50)
# At those thresholds, garbage left by an attack could stay for hours. So every LOOK_S the size of the process
# is read, and everything is collected if it has grown by GROWN_BYTES since the last collection. While it is
# that much larger than its smallest size, collections are repeated: after AGAIN_S, or after the last one's
# duration divided by PAUSE_PART if that is longer. With thousands of seats one takes some 400 ms. What was
# freed without a collection is given back every AGAIN_S meanwhile: connections that end one after the other
# leave free memory and no garbage.
LOOK_S = 10.0
GROWN_BYTES = 8 * 2**20
# Memory per seat, subtracted from the size: an audience that joins must not trigger a collection.
SEAT_BYTES = 18 * 2**10
AGAIN_S = 20.0
PAUSE_PART = 1 / 500


def collect_rarely() -> None:
    """Collect garbage cycles less often, and exclude all objects that exist now from collection."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


async def give_memory_back(seats: Callable[[], int]) -> None:
    """Collect garbage and return free memory whenever the process is larger than its `seats` explain.

    Returning it runs on a thread, since it may take a while and needs no lock of Python's.
    """

    def unexplained_bytes() -> int:
        return resident_bytes() - seats() * SEAT_BYTES

    least = last = unexplained_bytes()
    collect_at = return_at = 0.0
    while True:
        await asyncio.sleep(LOOK_S)
        size, began = unexplained_bytes(), time.monotonic()
        least = min(least, size)
        collects = size - last > GROWN_BYTES or (size - least > GROWN_BYTES and began >= collect_at)
        if collects:
            gc.collect()
            collect_at = began + max(AGAIN_S, (time.monotonic() - began) / PAUSE_PART)
        if collects or (size - least > GROWN_BYTES and began >= return_at):
            return_at = began + AGAIN_S
            await asyncio.to_thread(return_freed_memory)
            last = unexplained_bytes()
