"""The event loop: uvloop where it is installed, otherwise asyncio's own (on Windows the proactor's)."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

# Drivers that wait for a socket of their own (psycopg) cannot do that in Windows' loop.
WAITS_FOR_SOCKETS = sys.platform != "win32"
T = TypeVar("T")


def _factory() -> Callable[[], asyncio.AbstractEventLoop]:
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop
    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end in a new event loop, as `asyncio.run` does."""
    with asyncio.Runner(loop_factory=_factory()) as runner:
        return runner.run(main)
