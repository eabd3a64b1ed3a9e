"""Standard input, read on a thread: no event loop can wait for it on every system.

It is read below Python's buffers: a thread that waits for input would keep their lock at the program's end.
"""

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Callable, Iterator

READ_BYTES = 65_536
_INPUT = 0


def _lines() -> Iterator[bytes]:
    rest = b""
    while part := os.read(_INPUT, READ_BYTES):
        *whole, rest = (rest + part).split(b"\n")
        yield from whole
    if rest:
        yield rest


async def lines() -> AsyncIterator[bytes]:
    """The lines of standard input, without their ends, until it is closed."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[bytes | None] = asyncio.Queue()

    def read() -> None:
        try:
            for line in _lines():
                loop.call_soon_threadsafe(queue.put_nowait, line)
            loop.call_soon_threadsafe(queue.put_nowait, None)
        except RuntimeError:
            return  # the loop has been closed, and nothing reads any more

    threading.Thread(target=read, name="standard input", daemon=True).start()
    while (line := await queue.get()) is not None:
        yield line


def at_end(act: Callable[[], object]) -> None:
    """Call `act`, on a thread, once standard input is closed; what comes before that is ignored."""

    def wait() -> None:
        while os.read(_INPUT, READ_BYTES):
            pass
        act()

    threading.Thread(target=wait, name="standard input", daemon=True).start()
