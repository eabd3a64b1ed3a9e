"""Limits the HTTP parsed in one turn of the event loop, so that seated screens are served in between."""

import asyncio
import time
from collections import deque
from collections.abc import Callable

# Pieces that are parsed in one turn of the loop; fewer while turns take longer than `TURN_S`.
PIECES_A_TURN = 8
TURN_S = 0.005


class Turns:
    """Limits how much of all HTTP connections is parsed in one turn of the loop; the rest waits in a queue.

    The cost of a piece is known only afterwards, so the share is halved while turns are long, and then grows
    again.
    """

    def __init__(self) -> None:
        self._share = self._left = PIECES_A_TURN
        self._waiting: deque[Callable[[], None]] = deque()
        self._next: asyncio.Handle | None = None
        self._began = 0.0

    def take(self, loop: asyncio.AbstractEventLoop) -> bool:
        """Whether another piece may be parsed in this turn."""
        if self._waiting or not self._left:
            return False
        self._left -= 1
        if self._next is None:
            self._began = time.perf_counter()
            self._next = loop.call_soon(self._begin, loop)
        return True

    def wait(self, parse: Callable[[], None]) -> None:
        """Queue the parsing of one piece for a later turn; only after `take` has returned False."""
        self._waiting.append(parse)

    def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        now = time.perf_counter()
        short = now - self._began < TURN_S
        self._share = min(PIECES_A_TURN, self._share + 1) if short else max(1, self._share // 2)
        self._began = now
        ready = min(len(self._waiting), self._share)
        self._left = self._share - ready
        self._next = loop.call_soon(self._begin, loop) if ready else None
        for _ in range(ready):
            self._waiting.popleft()()
