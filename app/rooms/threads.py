"""Threads for what a live session has to have computed before it goes on; other work has none of them.

On the threads that all share, a sweep or an undo would wait behind whatever else is done there: the look-ups
of a stranger who asks for the privacy page without pause, or long sessions that are being loaded.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
# Each works on one session; more of them would only take turns at the interpreter.
_threads = ThreadPoolExecutor(2, "rooms")


async def on_thread(work: Callable[..., T], *args: object) -> T:
    """What the work returns, or raises, on one of these threads."""
    return await asyncio.get_running_loop().run_in_executor(_threads, work, *args)
