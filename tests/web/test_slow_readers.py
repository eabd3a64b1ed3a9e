"""Clients that ask for much and read little of it: what they cost the server."""

import asyncio
import contextlib
import socket
import tracemalloc
from pathlib import Path

import pytest
import uvloop
from starlette.websockets import WebSocket

from app.web.framing import text_frame
from app.web.http_protocol import MOST_WAITING
from app.web.sinks import DirectSink
from app.web.static_files import STATIC
from tests.server import PATIENCE_S, Server
from tests.web.connections import CountedLosses
from tests.web.raw_http import head, received

# That of a few connections: socket buffers hold the larger part of an answer.
UNREAD_BYTES = 200_000


async def sink_of(near: socket.socket) -> tuple[DirectSink, asyncio.Transport]:
    """A sink that writes to this end of a pair of sockets, and its transport."""
    near.setblocking(False)
    transport, _ = await asyncio.get_running_loop().create_connection(asyncio.Protocol, sock=near)

    async def unused(*_: object) -> None:
        raise AssertionError

    websocket = WebSocket({"type": "websocket", "extensions": {}}, unused, unused)  # type: ignore[arg-type]  # is never called
    return DirectSink(websocket, transport, 100, CountedLosses()), transport


async def heard_until(end: bytes, far: socket.socket) -> bytes:
    """All that is received up to and with `end`."""
    heard = b""
    far.setblocking(False)
    while not heard.endswith(end):
        with contextlib.suppress(BlockingIOError):
            heard += far.recv(200_000)
        await asyncio.sleep(0)
    return heard


@pytest.mark.process
def test_h6_of_all_answers_a_bounded_number_of_bytes_waits_for_slow_readers(tmp_path: Path) -> None:
    """The readers that are slowest for longest give way, and the latest is answered whole."""
    hall = Server(tmp_path, stalled_s=60, unread_bytes=UNREAD_BYTES)
    hall.start()
    largest = max((STATIC / "assets").iterdir(), key=lambda file: file.stat().st_size)
    request = f"GET /assets/{largest.name}"
    asked = head(hall, request) * (MOST_WAITING - 1) + head(hall, request, "Connection: close")
    with contextlib.ExitStack() as closed:
        readers = [closed.enter_context(socket.socket()) for _ in range(12)]
        for reader in readers:
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            reader.settimeout(PATIENCE_S)
            reader.connect(("127.0.0.1", hall.port))
            reader.sendall(asked)
            reader.recv(1)
        latest, *others = (len(received(reader)) for reader in reversed(readers))
    hall.stop()
    assert latest > MOST_WAITING * largest.stat().st_size
    kept = others.count(latest)
    assert kept < len(others) // 2
    assert others[:kept] == [latest] * kept


def test_l7_screens_that_do_not_read_share_the_bytes_of_a_snapshot() -> None:
    """A participant may ask for snapshots of thousands of questions on several connections, and read none."""
    snapshot, after = b"s" * 1_000_000, b"{}"

    async def run() -> None:
        pairs = [socket.socketpair() for _ in range(20)]
        screens = [await sink_of(near) for near, _ in pairs]
        tracemalloc.start()
        for sink, _ in screens:
            sink.begin(snapshot)
        await asyncio.sleep(0)  # uvloop writes at the end of a turn
        taken, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        try:
            assert all(sink.waiting() > len(snapshot) // 2 for sink, _ in screens)
            assert taken < len(snapshot)
            for (sink, _), (_, far) in zip(screens, pairs, strict=True):
                sink.send(after)
                assert await heard_until(text_frame(after), far) == text_frame(snapshot) + text_frame(after)
                assert sink.waiting() == 0
        finally:
            for (_, transport), (_, far) in zip(screens, pairs, strict=True):
                transport.abort()
                far.close()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run())
