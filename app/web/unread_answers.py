"""Limits the bytes of answers that wait for slow readers, over all HTTP connections.

One connection is ended when it takes nothing for a while, but one that takes a little now and then may keep
its answer waiting for minutes. An answer with thousands of questions is a megabyte, and a participant may ask
for one after the other on new connections.
"""

from app.web.waiting_connections import Connection


class UnreadAnswers:
    """The connections with unread bytes, longest first: at most `most` bytes in all."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._unread: dict[Connection, int] = {}
        self._all = 0

    def wait(self, connection: Connection, size: int) -> None:
        """Note that so many bytes wait for this reader; while there are too many, abort the longest."""
        self._all += size - self._unread.get(connection, 0)
        self._unread[connection] = size
        while self._all > self._most and len(self._unread) > 1:
            longest = next(iter(self._unread))
            self.taken(longest)
            longest.transport.abort()

    def taken(self, connection: Connection) -> None:
        """Note that the reader has taken its bytes, or that the connection has ended."""
        self._all -= self._unread.pop(connection, 0)
