"""Hints over NATS: core NATS, without storage, on one subject.

The client's own reconnecting is off, as it gives up in time and sends its old messages first: the bus makes
the connection again itself. What a process is too slow to read is dropped, and is missing in the numbers.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from nats import errors
from nats.aio.client import Client
from nats.aio.msg import Msg

from app.hints.link import Link, LinkLost, Receive

SUBJECT = "summe.hints"
# So much may wait to be read in this process; what is beyond it is dropped.
MOST_UNREAD, MOST_UNREAD_BYTES = 10_000, 16 * 2**20


class NatsLink(Link):
    """A connection to the first of the servers that answers; they are tried in any order."""

    def __init__(self, receive: Receive, servers: Sequence[str]) -> None:
        super().__init__()
        self._receive = receive
        self._servers = list(servers)
        self._client = Client()
        self._error: Exception | None = None

    async def open(self) -> None:
        try:
            await self.connected(self._connect())
        except (OSError, TimeoutError, errors.Error) as error:
            raise LinkLost(self._reason(error)) from None

    async def _connect(self) -> None:
        await self._client.connect(
            self._servers,
            name="summe hints",
            allow_reconnect=False,
            # Each server is tried twice; the client would sleep in between.
            max_reconnect_attempts=1,
            reconnect_time_wait=0,
            error_cb=self._note,
            closed_cb=self._closed,
        )
        await self._client.subscribe(
            SUBJECT, cb=self._take, pending_msgs_limit=MOST_UNREAD, pending_bytes_limit=MOST_UNREAD_BYTES
        )

    async def send(self, messages: Sequence[str]) -> None:
        sending = asyncio.ensure_future(self._send(messages))
        # After the connection is lost, nats-py could wait forever.
        either: list[asyncio.Future[Any]] = [sending, self.lost]
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if not sending.done():
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            raise LinkLost(self.lost.result())
        try:
            sending.result()
        except (OSError, errors.Error) as error:
            raise LinkLost(self._reason(error)) from None

    async def _send(self, messages: Sequence[str]) -> None:
        for message in messages:
            await self._client.publish(SUBJECT, message.encode())
        # The server answers a ping once it has taken all that was sent before.
        await self._client.flush()

    def hang_up(self) -> None:
        # nats-py can only close, and would first wait until a silent server has taken all that is to be sent.
        client = self._client
        client._pending, client._pending_data_size = [], 0
        writer = getattr(client._transport, "_io_writer", None)
        if writer is not None:
            writer.transport.abort()
        self.lose("the connection was given up")

    async def close(self) -> None:
        self.abort()
        await self._client.close()

    async def _take(self, message: Msg) -> None:
        self._receive(message.data.decode(errors="replace"))

    async def _note(self, error: Exception) -> None:
        self._error = error

    async def _closed(self) -> None:
        self.lose(self._reason(None))

    def _reason(self, error: Exception | None) -> str:
        """The first line of the error that the client noted last, which says more than what it raises."""
        cause = self._error or error
        if cause is None:
            return "the server has closed the connection"
        return (str(cause).strip() or type(cause).__name__).splitlines()[0]
