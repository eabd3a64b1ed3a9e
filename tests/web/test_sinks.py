"""Contract of every sink: order, limit of unsent data, bye. tests/faults has DirectSink on real networks."""

import asyncio
import contextlib
import errno
import json
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.websockets import WebSocket

from app.core.views import Audience
from app.platform.sockets import is_ending
from app.rooms.seat import Seat, Sink
from app.web.context import AppContext
from app.web.fallback import HeldSink
from app.web.sinks import DirectSink, QueuedSink
from app.web.socket import sweep_stalled
from tests.rooms.parts import RecordingSink
from tests.web.connections import CountedLosses

pytestmark = pytest.mark.asyncio
MOST = 100
FRAME, SNAPSHOT = b'"' + b"x" * 28 + b'"', b'"' + b"s" * 998 + b'"'


class Screen:
    """The screen at the other end, which reads frames only once `takes` is set."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.closed = False
        self.takes = asyncio.Event()
        self.losses = CountedLosses()

    def socket(self) -> WebSocket:
        async def receive() -> dict[str, Any]:
            return {"type": "websocket.connect"}

        async def send(message: Any) -> None:
            if message["type"] == "websocket.close":
                self.closed = True
            elif message["type"] == "websocket.send":
                await self.takes.wait()
                self.heard.append(message["text"].encode())

        return WebSocket({"type": "websocket", "extensions": {}}, receive, send)


async def queued(screen: Screen) -> tuple[Sink, Callable[[], Awaitable[None]]]:
    websocket = screen.socket()
    await websocket.accept()
    sink = QueuedSink(websocket, MOST, screen.losses)

    async def take() -> None:
        screen.takes.set()
        for _ in range(200):
            await asyncio.sleep(0)

    return sink, take


async def held(screen: Screen) -> tuple[Sink, Callable[[], Awaitable[None]]]:
    sink = HeldSink(MOST, screen.losses)

    async def take() -> None:
        screen.heard += [json.dumps(one).encode() for one in json.loads(sink.fetch())]
        screen.closed = sink.closed

    return sink, take


both = pytest.mark.parametrize("make", [queued, held])


@both
async def test_frames_arrive_in_order_and_are_counted(make: Any) -> None:
    screen = Screen()
    sink, take = await make(screen)
    for n in range(3):
        sink.send(b"%d" % n)
    await take()
    assert screen.heard == [b"0", b"1", b"2"]
    assert (sink.waiting(), sink.taken()) == (0, 3)


@both
async def test_a_screen_with_too_much_unsent_data_is_disconnected(make: Any) -> None:
    screen = Screen()
    sink, take = await make(screen)
    for _ in range(20):
        sink.send(FRAME)
    await take()
    assert len(screen.heard) <= 1 + MOST // len(FRAME) + 1
    assert screen.closed
    assert set(screen.losses.byes) == {"too_slow"}


@both
async def test_a_snapshot_may_be_larger_than_the_limit_of_unsent_data(make: Any) -> None:
    screen = Screen()
    sink, take = await make(screen)
    sink.begin(SNAPSHOT)
    sink.send(FRAME)
    await take()
    assert screen.heard == [SNAPSHOT, FRAME]
    assert not screen.closed


@both
async def test_unsent_snapshots_do_not_pile_up(make: Any) -> None:
    screen = Screen()
    sink, take = await make(screen)
    for _ in range(5):
        sink.begin(SNAPSHOT)
    await take()
    assert screen.heard.count(SNAPSHOT) <= 2
    assert screen.closed


@both
async def test_bye_is_sent_after_the_frames_before_it(make: Any) -> None:
    screen = Screen()
    sink, take = await make(screen)
    sink.send(FRAME)
    sink.drop("ended")
    await take()
    assert [json.loads(one) for one in screen.heard][1:] == [{"t": "bye", "code": "ended"}]
    assert screen.closed
    assert screen.losses.byes == ["ended"]


# ---- DirectSink, on a real socket


async def test_l7_unsent_data_for_a_socket_that_is_not_read_is_bounded() -> None:
    near, far = socket.socketpair()
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_connection(asyncio.Protocol, sock=near)
    losses = CountedLosses()
    sink = DirectSink(Screen().socket(), transport, MOST, losses)
    frame, most_in_kernel = b"x" * 4_096, 10_000
    for _ in range(most_in_kernel):
        sink.send(frame)
        if losses.byes:
            break
    assert losses.byes == ["too_slow"]
    assert transport.is_closing()
    far.close()


@contextlib.asynccontextmanager
async def connected() -> AsyncIterator[tuple[DirectSink, asyncio.Transport, socket.socket, CountedLosses]]:
    """A sink on a real socket, its transport, the other end, and what it has lost."""
    near, far = socket.socketpair()
    losses = CountedLosses()
    with near, far:
        transport, _ = await asyncio.get_running_loop().create_connection(asyncio.Protocol, sock=near)
        yield DirectSink(Screen().socket(), transport, MOST, losses), transport, far, losses
        transport.abort()


async def test_a_write_that_fails_ends_the_connection_and_is_counted(tmp_path: Path) -> None:
    async with connected() as (sink, transport, far, losses):
        (tmp_path / "file").touch()
        with (tmp_path / "file").open("rb") as unwritable:
            os.dup2(unwritable.fileno(), transport.get_extra_info("socket").fileno())
        sink.send(FRAME)
        assert transport.is_closing()
        assert [error.errno for error in losses.errors if isinstance(error, OSError)] == [errno.EBADF]
        assert far.recv(1) == b""


async def test_a_write_to_a_screen_that_has_gone_ends_the_connection() -> None:
    async with connected() as (sink, transport, far, losses):
        far.close()
        sink.send(FRAME)
        assert transport.is_closing()
        (error,) = losses.errors
        assert is_ending(error)


async def test_an_error_in_the_task_that_sends_is_counted_and_closes_the_screen() -> None:
    screen, losses = Screen(), CountedLosses()
    screen.takes.set()
    websocket = screen.socket()
    await websocket.accept()
    sink = QueuedSink(websocket, MOST, losses)
    sink.send(b"\xff")
    for _ in range(20):
        await asyncio.sleep(0)
    assert [type(error) for error in losses.errors] == [UnicodeDecodeError]
    assert screen.closed


class Stalled(RecordingSink):
    """A sink that always has unsent data, and whose `taken()` grows by `takes` at each call."""

    def __init__(self, takes: int) -> None:
        super().__init__()
        self._takes = takes
        self._taken = 0

    def waiting(self) -> int:
        return 1_000

    def taken(self) -> int:
        self._taken += self._takes
        return self._taken


async def test_l6_a_screen_that_reads_nothing_is_disconnected_and_one_that_reads_slowly_stays(
    context: AppContext,
) -> None:
    quick = replace(context, settings=replace(context.settings, stalled_s=0.02))
    room = await context.hub.room("AAAAAA")
    assert room is not None
    stalled, slow, again = Stalled(takes=0), Stalled(takes=1), Stalled(takes=0)
    for sink in (stalled, slow):
        room.join(Seat(Audience("board", ""), sink))
    sweep = asyncio.ensure_future(sweep_stalled(quick))
    async with asyncio.timeout(10):
        while stalled.dropped is None:
            await asyncio.sleep(0.001)
        room.join(Seat(Audience("board", ""), again))
        while again.dropped is None:
            await asyncio.sleep(0.001)
    sweep.cancel()
    assert (stalled.dropped, again.dropped, slow.dropped) == ("too_slow", "too_slow", None)
