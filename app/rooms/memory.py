"""The server's memory: when garbage is collected, and when memory is given back."""

import asyncio
import gc
import time
from collections.abc import Iterable

from app.platform.resources import resident_bytes, return_freed_memory
from app.rooms.hub import Hub
from app.rooms.room import Room

# Thresholds of the garbage collector. Thousands of seats and a long log are hundreds of thousands of
# long-lived objects, which the default of 700 would scan again and again while an audience joins. Garbage
# that accumulates between these rarer collections takes a few megabytes.
COLLECT_AFTER = (50_000, 20, 50)
# At those thresholds, garbage left by an attack could stay for hours. So every LOOK_S the size of the process
# is read. If it has grown since the last time by more than GROWN_BYTES and GROWN_PART of what its rooms take,
# since what is under way grows with them, what has been freed is given back, which stops nothing else. If
# it is that large still, garbage is collected: with thousands of seats that takes some 400 ms, in which no
# frame is handled. While the process is that much larger than its smallest size, memory is given back every
# AGAIN_S, since connections that end one after the other leave free memory and no garbage; and garbage is
# collected after AGAIN_S, or the last collection's duration divided by PAUSE_PART if longer.
LOOK_S = 10.0
GROWN_BYTES = 8 * 2**20
GROWN_PART = 1 / 4
# Memory per seat and per question, subtracted from the size: an audience that joins and asks must not trigger
# a collection.
SEAT_BYTES = 18 * 2**10
QUESTION_BYTES = 2_300
AGAIN_S = 20.0
PAUSE_PART = 1 / 500


def collect_rarely() -> None:
    """Collect garbage cycles less often, and exclude all objects that exist now from collection."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def explained_bytes(rooms: Iterable[Room]) -> int:
    """Roughly the memory that the seats and questions of these rooms take."""
    return sum(len(room.seats) * SEAT_BYTES + len(room.state.questions) * QUESTION_BYTES for room in rooms)


async def give_memory_back(hub: Hub) -> None:
    """Return free memory, and collect garbage, whenever the process is larger than its rooms explain.

    Returning it runs on a thread, since it may take a while and needs no lock of Python's.
    """

    def sizes() -> tuple[int, float]:
        """What the rooms do not explain, and how much more than usual of that is tolerated, both in bytes."""
        explained = explained_bytes(hub.rooms())
        return resident_bytes() - explained, GROWN_BYTES + explained * GROWN_PART

    least = last = sizes()[0]
    return_at = collect_at = 0.0
    while True:
        await asyncio.sleep(LOOK_S)
        (size, tolerated), now = sizes(), time.monotonic()
        least = min(least, size)
        if size - last <= tolerated and (size - least <= tolerated or now < return_at):
            continue
        return_at = now + AGAIN_S
        await asyncio.to_thread(return_freed_memory)
        (size, tolerated), now = sizes(), time.monotonic()
        if size - last > tolerated or (size - least > tolerated and now >= collect_at):
            gc.collect()
            collect_at = now + max(AGAIN_S, (time.monotonic() - now) / PAUSE_PART)
            await asyncio.to_thread(return_freed_memory)
        last, _ = sizes()
