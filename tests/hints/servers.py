"""Servers that carry hints: each can be stopped, started again, and reached through a relay."""

import asyncio
import secrets
import signal
from abc import ABC, abstractmethod

import psycopg
from nats.aio.client import Client

from app.hints.link import Link
from app.hints.nats import SUBJECT, NatsLink
from app.hints.postgres import CHANNEL, PostgresLink
from tests.hints.relay import Streams
from tests.nats import Nats
from tests.postgres import USER, Postgres


class BusServer(ABC):
    """A server that runs; `url` is where processes meet on it."""

    url: str

    @abstractmethod
    def stop(self) -> None:
        """End the server with all its connections."""

    @abstractmethod
    def start(self) -> None: ...

    @abstractmethod
    async def reach(self) -> Streams:
        """A plain connection, for a relay."""

    @abstractmethod
    def url_at(self, port: int) -> str:
        """The URL through a relay on this port."""

    @abstractmethod
    def link(self, port: int) -> Link:
        """A link through a relay on this port, not yet open."""

    @abstractmethod
    async def say(self, *messages: str) -> None:
        """Send messages as another program would."""


class PostgresBus(BusServer):
    def __init__(self, server: Postgres) -> None:
        self._server = server
        self._database = f"t{secrets.token_hex(8)}"
        self.url = server.database(self._database)

    def stop(self) -> None:
        self._server.stop(signal.SIGQUIT)

    def start(self) -> None:
        self._server.start()

    async def reach(self) -> Streams:
        return await asyncio.open_unix_connection(self._server.folder / ".s.PGSQL.5432")

    def url_at(self, port: int) -> str:
        return f"postgresql://{USER}@127.0.0.1:{port}/{self._database}"

    def link(self, port: int) -> Link:
        return PostgresLink(lambda text: None, self.url_at(port), self.url_at(port))

    async def say(self, *messages: str) -> None:
        async with await psycopg.AsyncConnection.connect(self.url, autocommit=True) as connection:
            for message in messages:
                await connection.execute("SELECT pg_notify(%s, %s)", [CHANNEL, message])


class NatsBus(BusServer):
    def __init__(self, server: Nats) -> None:
        self._server = server
        self.url = server.url

    def stop(self) -> None:
        self._server.stop()

    def start(self) -> None:
        self._server.start()

    async def reach(self) -> Streams:
        return await asyncio.open_connection("127.0.0.1", self._server.port)

    def url_at(self, port: int) -> str:
        return f"nats://127.0.0.1:{port}"

    def link(self, port: int) -> Link:
        return NatsLink(lambda text: None, [self.url_at(port)])

    async def say(self, *messages: str) -> None:
        client = Client()
        await client.connect(self.url)
        for message in messages:
            await client.publish(SUBJECT, message.encode())
        await client.drain()
