"""A real server in the test's own event loop, so that its calls can be counted."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from app.platform.network import Network
from app.server.listening import listen
from app.server.process import Server
from app.settings import Settings
from app.store.sqlite import SqliteLog
from app.web.context import AppContext, open_context
from app.web.metrics import Metrics
from app.web.public_address import PublicAddress
from app.web.websocket_protocol import DirectDeliveryProtocol
from tests.core.sheet import make_sheet


@dataclass(frozen=True)
class Served:
    """A running server and the code of its only session."""

    context: AppContext
    server: Server
    at: str
    code: str

    @property
    def sockets(self) -> list[DirectDeliveryProtocol]:
        """The server's side of all WebSocket connections."""
        connections = tuple(self.server.server_state.connections)
        return [one for one in connections if isinstance(one, DirectDeliveryProtocol)]


@asynccontextmanager
async def served(
    tmp_path: Path, read: Callable[[], Network] | None = None, **limits: object
) -> AsyncIterator[Served]:
    """A real server in this event loop, with a session; with `read` its address follows what that returns."""
    settings = Settings(host="127.0.0.1", port=0, data=tmp_path, farewell_s=0, **limits)  # type: ignore[arg-type]  # any of them
    listening = listen(settings.host, settings.port)
    at = f"127.0.0.1:{listening.getsockname()[1]}"
    log, port = SqliteLog(tmp_path / "summe.db"), listening.getsockname()[1]
    public = PublicAddress(f"http://{at}", {"127.0.0.1"})
    if read is not None:
        likely = read().likely
        url = f"http://{likely}:{port}" if likely else ""
        public = PublicAddress(url, public.hosts, port=port, read=read, follows=True)
    async with open_context(settings, log, Metrics(), public, f"http://{at}") as context:
        server = Server(context)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            while not server.started:
                await asyncio.sleep(0.01)
            room = await context.open_session(make_sheet(), language="da")
            yield Served(context, server, at, room.code)
        finally:
            server.should_exit = True
            await serving
            listening.close()


async def answer(line: ClientConnection, words: str) -> str:
    """The next frame that contains these words."""
    while words not in (frame := str(await line.recv())):
        pass
    return frame


@asynccontextmanager
async def stranger(server: Served) -> AsyncIterator[ClientConnection]:
    """A connection that has not sent a hello."""
    address = f"ws://{server.at}/ws/{server.code}"
    async with connect(address, origin=Origin(f"http://{server.at}"), ping_interval=None) as line:
        yield line


@asynccontextmanager
async def seated_phone(server: Served) -> AsyncIterator[ClientConnection]:
    """A phone that has its snapshot."""
    async with stranger(server) as line:
        hello = {"t": "hello", "v": 1, "role": "phone", "token": secrets.token_hex(16)}
        await line.send(json.dumps(hello))
        await answer(line, '"lane":"mine"')
        yield line
