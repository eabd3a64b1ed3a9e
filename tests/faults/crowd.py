"""Asynchronous clients for many phones at once, and one that retries under the same id until answered."""

import asyncio
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from websockets import ConnectionClosed, InvalidMessage, InvalidStatus, Origin
from websockets.asyncio.client import ClientConnection, connect

from tests.faults.raw_socket import Address
from tests.server import Server

Frame = dict[str, Any]
LATER = {"not_saved", "full", "too_fast"}
LOST = (ConnectionClosed, InvalidMessage, InvalidStatus, OSError, TimeoutError)


async def open_connection(server: Address, **hello: Any) -> ClientConnection:
    """A connection that has sent its hello."""
    socket = await connect(
        f"ws://127.0.0.1:{server.port}/ws/{server.code}",
        origin=Origin(server.base),
        compression=None,
        max_size=None,
        proxy=None,
        open_timeout=60,
        close_timeout=1,
        ping_interval=None,
    )
    await socket.send(json.dumps({"t": "hello", "v": 1, **hello}))
    return socket


async def receive(socket: ClientConnection, **wanted: Any) -> Frame:
    """The next frame that has all of these values."""
    async with asyncio.timeout(20):
        while True:
            frame: Frame = json.loads(await socket.recv())
            if all(frame.get(key) == value for key, value in wanted.items()):
                return frame


async def ask(socket: ClientConnection, do: str, id: str = "", **args: Any) -> Frame:
    id = id or secrets.token_hex(16)
    await socket.send(json.dumps({"t": "cmd", "id": id, "do": do, "args": args}))
    return await receive(socket, id=id)


async def joined(server: Server, phones: int) -> list[ClientConnection]:
    """Connect so many phones at once and wait for their snapshots."""

    async def one() -> ClientConnection:
        socket = await open_connection(server, role="phone", token=secrets.token_hex(16), lang="da")
        await receive(socket, t="snapshot")
        return socket

    return list(await asyncio.gather(*(one() for _ in range(phones))))


async def gone(connections: Iterable[ClientConnection]) -> None:
    """Close all connections."""
    await asyncio.gather(*(one.close() for one in connections))


@dataclass
class Asker:
    """Asks one question after another, retrying until each is answered; a new phone for every eight."""

    server: Server
    patience_s: float = 20.0
    acknowledged: dict[str, int] = field(default_factory=dict)
    given_up: int = 0
    stopping: bool = False

    async def run(self) -> None:
        token, asked = secrets.token_hex(16), 0
        while not self.stopping:
            if asked == 8:
                token, asked = secrets.token_hex(16), 0
            await self._until_answered(token, secrets.token_hex(16))
            asked += 1

    async def _until_answered(self, token: str, id: str) -> None:
        while not self.stopping:
            try:
                async with asyncio.timeout(self.patience_s):
                    async with await open_connection(self.server, role="phone", token=token) as socket:
                        answer = await ask(socket, "ask_question", id, text=f"Hvad med {id}?")
                        if answer["t"] == "ack":
                            self.acknowledged[id] = answer["seq"]
                            return
                        assert answer["code"] in LATER, answer
            except TimeoutError:
                self.given_up += 1
            except LOST:
                pass
            await asyncio.sleep(0.02)
