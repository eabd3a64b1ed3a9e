"""Connections that wait for their sender are bounded in number, and make room near the limit of open files.

A process out of file descriptors can accept nobody, not even the facilitator who comes back, and open no
database. So some are kept free: beyond them, the connection that has waited longest without a request in hand
and without a seat is ended for each new one, and where there is none, the new one is.
"""

import asyncio
import resource
from typing import Protocol

# Where few files are allowed, so large a part of them is kept free.
_PART = 8


class Connection(Protocol):
    """The protocol of a connection, HTTP or WebSocket."""

    @property
    def transport(self) -> asyncio.Transport: ...


class WaitingConnections:
    """All that wait, longest first: at most so many, while so many files are kept free."""

    def __init__(self, most: int, spare_files: int) -> None:
        self._most = most
        self._spare_files = spare_files
        self._waiting: dict[Connection, None] = {}
        self._open = 0
        self._other_files: int | None = None

    def arrived(self, connection: Connection) -> None:
        """A connection is new; one that has waited longest makes room for it where that is needed."""
        self._open += 1
        self._waiting[connection] = None
        if self._other_files is None:
            # The system gives the lowest number that is free: so many files were open before.
            self._other_files = connection.transport.get_extra_info("socket").fileno()
        if len(self._waiting) > self._most or self._open > self._allowed(self._other_files):
            longest = next(iter(self._waiting))
            del self._waiting[longest]
            longest.transport.abort()

    def waits(self, connection: Connection) -> None:
        """It waits for a request, or for a screen's hello."""
        self._waiting[connection] = None

    def serves(self, connection: Connection) -> None:
        """Its request is being answered, or its screen has a seat."""
        self._waiting.pop(connection, None)

    def gone(self, connection: Connection) -> None:
        """It has ended."""
        self._waiting.pop(connection, None)
        self._open -= 1

    def _allowed(self, other_files: int) -> int:
        """How many connections leave enough files free; the limit may change while the server runs."""
        limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        return limit - other_files - min(self._spare_files, limit // _PART)
