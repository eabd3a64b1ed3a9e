"""One connection to the server that carries the hints: what differs from one kind of bus to another."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
# Called with the text of every message on the bus, those of this process included.
Receive = Callable[[str], None]
# The longest message in bytes; PostgreSQL's limit is just below 8,000.
MOST_BYTES = 7_500


class LinkLost(Exception):
    """The connection could not be made, or is lost; the message says why, and has no password in it."""


class Link(ABC):
    """One connection, made once; after it is lost another link is made.

    `lost` is done with the reason as soon as the connection is known to be lost. Nothing here has a time
    limit: the bus calls `abort` when something takes too long.
    """

    def __init__(self) -> None:
        self.lost: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._connecting: asyncio.Future[Any] | None = None
        self._aborted = False

    def lose(self, reason: str) -> None:
        if not self.lost.done():
            self.lost.set_result(reason)

    @abstractmethod
    async def open(self) -> None:
        """Connect and listen; raises LinkLost."""

    @abstractmethod
    async def send(self, messages: Sequence[str]) -> None:
        """Send messages of at most MOST_BYTES; raises LinkLost, and some may have been sent then."""

    def abort(self) -> None:
        """End the connection at once, without a word to the server; what waits for it raises LinkLost."""
        self._aborted = True
        if self._connecting is not None:
            self._connecting.cancel()
        self.hang_up()

    @abstractmethod
    def hang_up(self) -> None:
        """End the connection, if it has been made, so that whatever waits for the server fails."""

    @abstractmethod
    async def close(self) -> None:
        """End what is left of the connection and its tasks, even when the server is silent."""

    async def connected(self, connecting: Coroutine[Any, Any, T]) -> T:
        """What connecting results in; raises LinkLost after `abort`."""
        self._connecting = task = asyncio.ensure_future(connecting)
        try:
            return await task
        except asyncio.CancelledError:
            if self._aborted:
                raise LinkLost("the server does not answer") from None
            raise
