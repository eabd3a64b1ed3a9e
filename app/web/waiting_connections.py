"""Limits the connections that wait for their sender, and ends some near the limit of open files.

A process without free file descriptors can accept no connection, not even the facilitator's, and open no
database. So some descriptors are kept free: when fewer are left, each new connection ends the one that has
waited longest without a seat and without a whole request in hand. That is one whose first bytes have been
parsed, if any came; of those that are still to be read the newest is ended, so that the others are. When
seats alone take all the others, a few connections may wait in half of those that are kept free: a phone is
refused then, but a facilitator who comes back gets in.
"""

import asyncio
from collections import deque
from typing import Protocol

from app.platform.resources import allowed_files, files_open_before

# At most one in this many of the allowed files is kept free, which matters where few are allowed.
_PART = 8
# The loop has read a connection in so many turns after it was accepted, if anything had been sent.
READ_IN_TURNS = 3


class Connection(Protocol):
    """The protocol of a connection, HTTP or WebSocket."""

    @property
    def transport(self) -> asyncio.Transport: ...


class NewConnection(Connection, Protocol):
    """The HTTP protocol of a connection that has just been accepted."""

    @property
    def awaits_turn(self) -> bool:
        """Whether bytes have been received that are still to be parsed."""
        ...


class WaitingConnections:
    """The waiting connections, longest first: at most `most`, with `spare_files` descriptors kept free."""

    def __init__(self, most: int, spare_files: int) -> None:
        self._most = most
        self._spare_files = spare_files
        self._waiting: dict[Connection, None] = {}
        # Those before their first turn, oldest first, and those of them that the loop has not read yet.
        self._unheard: dict[Connection, None] = {}
        self._unread: deque[list[NewConnection]] = deque()
        self._open = 0
        self._other_files: int | None = None

    def arrived(self, connection: NewConnection) -> None:
        """Note a new connection; when there are too many, abort one."""
        self._open += 1
        self._unheard[connection] = None
        self._read_soon(connection)
        if self._other_files is None:
            self._other_files = files_open_before(connection.transport.get_extra_info("socket"))
        spare = self._spare()
        reserve, beyond = spare // 2, self._open - self._allowed(spare)
        most = min(self._most, reserve) if beyond > 0 else self._most
        if self._count() > most or beyond > reserve:
            ended = next(iter(self._waiting)) if self._waiting else connection
            self.serves(ended)
            ended.transport.abort()

    def heard(self, connection: Connection) -> None:
        """Note that the connection has had its first turn."""
        if connection in self._unheard:
            del self._unheard[connection]
            self._waiting[connection] = None

    def waits(self, connection: Connection) -> None:
        """Note that the connection waits for a request, for the rest of its body, or for a screen's hello."""
        self._waiting[connection] = None

    def serves(self, connection: Connection) -> None:
        """Note that a request of the connection has been received whole, or its screen has a seat."""
        self._waiting.pop(connection, None)
        self._unheard.pop(connection, None)

    def gone(self, connection: Connection) -> None:
        """Note that the connection has ended."""
        self.serves(connection)
        self._open -= 1

    @property
    def is_full(self) -> bool:
        """Whether seats and requests in hand leave no file for another phone; waiting ones would give way."""
        return self._open - self._count() >= self._allowed(self._spare())

    def _read_soon(self, connection: NewConnection) -> None:
        """Count the turns of the loop until it has read the connection, if anything has been sent."""
        if not self._unread:
            self._unread.extend([] for _ in range(READ_IN_TURNS))
            asyncio.get_running_loop().call_soon(self._next_turn)
        self._unread[-1].append(connection)

    def _next_turn(self) -> None:
        for connection in self._unread.popleft():
            if not connection.awaits_turn:
                self.heard(connection)
        if any(self._unread):
            self._unread.append([])
            asyncio.get_running_loop().call_soon(self._next_turn)
        else:
            self._unread.clear()

    def _count(self) -> int:
        return len(self._waiting) + len(self._unheard)

    def _allowed(self, spare: int) -> int:
        """How many connections leave enough files free."""
        return allowed_files() - (self._other_files or 0) - spare

    def _spare(self) -> int:
        """How many files are kept free."""
        return min(self._spare_files, allowed_files() // _PART)
