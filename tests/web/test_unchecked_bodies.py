"""What strangers may have sent before their key is looked at is bounded over all their connections."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from app.web.http_protocol import READ_BYTES, HttpProtocol
from app.web.unchecked_bodies import BESIDE_BYTES
from tests.server import PATIENCE_S
from tests.web.served import Served, served

pytestmark = [pytest.mark.asyncio, pytest.mark.process]
BODY_BYTES = 60_000
Begin = Callable[[int, bytes], Awaitable[asyncio.StreamReader]]


@pytest_asyncio.fixture
async def own(tmp_path: Path) -> AsyncIterator[Served]:
    """A server that takes three such bodies at once and a small one, and not four."""
    most = 3 * (BODY_BYTES + BESIDE_BYTES) + 2 * BESIDE_BYTES
    async with served(tmp_path, unchecked_bytes=most) as one:
        yield one


@pytest_asyncio.fixture
async def begin(own: Served) -> AsyncIterator[Begin]:
    """Begins a request whose body has a length, on a new connection, and gives what reads its answer."""
    writers: list[asyncio.StreamWriter] = []

    async def begun(length: int, sent: bytes) -> asyncio.StreamReader:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(own.at.rpartition(":")[2]))
        writers.append(writer)
        head = (f"POST /api/line/{own.code}/say HTTP/1.1", f"Host: {own.at}", f"Content-Length: {length}")
        writer.write("\r\n".join((*head, "Content-Type: application/json", "", "")).encode() + sent)
        await writer.drain()
        return reader

    yield begun
    for writer in writers:
        writer.close()


async def test_h3_of_bodies_with_the_key_inside_the_one_that_takes_longest_gives_way(
    own: Served, begin: Begin
) -> None:
    bodies = own.context.unchecked_bodies
    held: list[asyncio.StreamReader] = []
    async with asyncio.timeout(PATIENCE_S):
        for n in range(1, 4):
            held.append(await begin(BODY_BYTES + 1, b" " * BODY_BYTES))
            while bodies.size < n * (BODY_BYTES + BESIDE_BYTES):
                await asyncio.sleep(0)
        small = b'{"line":"none"}'
        whole = await begin(len(small), small)
        assert (await whole.readline()).split()[1] == b"410"
        assert bodies.size == 3 * (BODY_BYTES + BESIDE_BYTES)
        await begin(BODY_BYTES + 1, b" " * BODY_BYTES)
        answer = (await held[0].read()).decode()
        assert (answer.split()[1], "Send it again" in answer) == ("503", True)
        assert bodies.size <= 3 * (BODY_BYTES + BESIDE_BYTES)


async def test_h6_little_of_a_connection_is_read_at_once_however_much_it_has_sent(
    begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is read waits in full for its turn, and there may be thousands of connections."""
    read: list[int] = []
    handle = HttpProtocol.data_received

    def noted(connection: HttpProtocol, data: bytes) -> None:
        read.append(len(data))
        handle(connection, data)

    monkeypatch.setattr(HttpProtocol, "data_received", noted)
    async with asyncio.timeout(PATIENCE_S):
        answer = await begin(BODY_BYTES, b" " * BODY_BYTES)
        assert (await answer.readline()).split()[1] == b"422"
    assert (sum(read) > BODY_BYTES, max(read)) == (True, READ_BYTES)
