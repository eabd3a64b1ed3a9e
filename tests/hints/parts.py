"""A process on the bus for tests, and a relay before the server."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from app.hints import Hints
from app.hints.bus import Timing
from tests.hints.relay import Relay
from tests.hints.servers import BusServer
from tests.server import PATIENCE_S

# The message to itself comes often, so that the tests need not wait long for it.
QUICK = Timing(echo_s=0.4, connect_s=0.4)


class Process:
    """A process on the bus, with the hints that it was given and how often it was to read everything."""

    def __init__(self, hints: Hints) -> None:
        self.hints = hints
        self.behind: list[tuple[str, int]] = []
        self.missed = 0
        self.notes: list[tuple[str, str, bytes]] = []
        self._news = asyncio.Event()

    async def start(self) -> None:
        await self.hints.start(self._note_behind, self._note_missed, self._note_note)

    def _note_behind(self, session_id: str, seq: int) -> None:
        self.behind.append((session_id, seq))
        self._news.set()

    def _note_note(self, process: str, session_id: str, note: bytes) -> None:
        self.notes.append((process, session_id, note))
        self._news.set()

    def _note_missed(self) -> None:
        self.missed += 1
        self._news.set()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for callbacks until this holds."""
        async with asyncio.timeout(PATIENCE_S):
            while not holds():
                self._news.clear()
                await self._news.wait()

    async def until_behind(self, session_id: str, seq: int) -> None:
        await self.until(lambda: (session_id, seq) in self.behind)

    async def until_notes(self, number: int) -> None:
        await self.until(lambda: len(self.notes) >= number)

    async def until_connected(self, connected: bool) -> None:
        await self.until_state(lambda: self.hints.state.connected is connected)

    async def until_state(self, holds: Callable[[], bool]) -> None:
        """Wait until this holds, for which there is no callback."""
        async with asyncio.timeout(PATIENCE_S):
            while not holds():
                await asyncio.sleep(0.01)


@asynccontextmanager
async def relay_before(server: BusServer) -> AsyncIterator[Relay]:
    relay = Relay(server.reach)
    await relay.start()
    yield relay
    await relay.stop()
