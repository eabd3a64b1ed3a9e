"""Hints over PostgreSQL's LISTEN and NOTIFY.

Two connections, neither of which ever appends: one that listens, which has to reach the server itself, as a
pooler in between forgets who listens, and one that sends. A NOTIFY inside the transaction of an append would
make all appends of the database wait for each other, so it is a transaction of its own.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import psycopg

from app.hints.link import Link, LinkLost, Receive
from app.platform import sockets

CHANNEL = "summe"
_NOTIFY = "SELECT pg_notify(%s, message) FROM unnest(%s::text[]) AS message"
_Connection = psycopg.AsyncConnection[Any]


class PostgresLink(Link):
    """Listens at one URL of the database, and sends at the other; they may be the same."""

    def __init__(self, receive: Receive, listen_url: str, send_url: str) -> None:
        super().__init__()
        self._receive = receive
        self._urls = (listen_url, send_url)
        self._connections: list[_Connection] = []
        self._listening: asyncio.Task[None] | None = None

    async def open(self) -> None:
        try:
            for url in self._urls:
                self._connections.append(await self.connected(_connect(url)))
            listener = self._connections[0]
            await listener.execute(f"LISTEN {CHANNEL}")
        except (psycopg.Error, OSError) as error:
            raise LinkLost(_reason(error)) from None
        self._listening = asyncio.create_task(self._listen(listener), name="hints of PostgreSQL")

    async def _listen(self, connection: _Connection) -> None:
        try:
            async for notification in connection.notifies():
                self._receive(notification.payload)
        except psycopg.Error as error:
            self.lose(_reason(error))

    async def send(self, messages: Sequence[str]) -> None:
        try:
            await self._connections[1].execute(_NOTIFY, [CHANNEL, list(messages)])
        except psycopg.Error as error:
            raise LinkLost(_reason(error)) from None

    def hang_up(self) -> None:
        # A statement must not be cancelled: psycopg would first ask a silent server to cancel it, too.
        for connection in self._connections:
            _shut_down(connection)

    async def close(self) -> None:
        self.abort()
        if self._listening is not None:
            await asyncio.wait([self._listening])
        for connection in self._connections:
            await connection.close()


async def _connect(url: str) -> _Connection:
    return await psycopg.AsyncConnection.connect(
        url,
        autocommit=True,
        application_name="summe hints",
        # A pooler between hands out another connection for each transaction, where a prepared one is unknown.
        prepare_threshold=None,
    )


def _shut_down(connection: _Connection) -> None:
    """End the connection below psycopg, so that a task that waits for the server fails at once."""
    with suppress(psycopg.Error, OSError):
        sockets.shut_down(connection.fileno())


def _reason(error: Exception) -> str:
    """The first line of what the driver says."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]
