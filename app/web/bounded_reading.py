"""The transport's protocol in front of a connection's own: it bounds how much is read at once."""

import asyncio
from typing import Protocol


class ReadsBounded(Protocol):
    """A connection's protocol that takes what was read out of a buffer, which connections share."""

    @property
    def reads_into(self) -> memoryview:
        """Where the next bytes go; its size is the most that is read at once."""
        ...

    def bytes_received(self, count: int) -> None:
        """Take the first `count` bytes out of the buffer, before anything else is read."""
        ...

    def eof_received(self) -> None: ...

    def connection_lost(self, exc: Exception | None) -> None: ...

    def pause_writing(self) -> None: ...

    def resume_writing(self) -> None: ...


class BoundedReading(asyncio.BufferedProtocol):
    """Passes all that the transport says on to the connection's protocol."""

    __slots__ = ("_protocol",)

    def __init__(self, protocol: ReadsBounded) -> None:
        self._protocol = protocol

    def get_buffer(self, _: int) -> memoryview:
        return self._protocol.reads_into

    def buffer_updated(self, nbytes: int) -> None:
        self._protocol.bytes_received(nbytes)

    def eof_received(self) -> None:
        self._protocol.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        self._protocol.connection_lost(exc)

    def pause_writing(self) -> None:
        self._protocol.pause_writing()

    def resume_writing(self) -> None:
        self._protocol.resume_writing()
