"""WebSocket connections: input is bounded in every turn of the loop, memory and lifetime in every state."""

import asyncio
import gc
import json
import weakref
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, cast

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.server import ServerProtocol

from app.web import websocket_protocol
from app.web.websocket_protocol import (
    FLOOD,
    FRAMES_A_TURN,
    MOST_FRAGMENTS,
    PHONE_BYTES,
    PONGS_WAITING_BYTES,
    DirectDeliveryProtocol,
    LoopShare,
    Terms,
)
from tests.faults.raw_socket import BINARY, CONTINUATION, PING, PONG, TEXT, frame
from tests.tiers import share
from tests.web.served import Served, answer, seated_phone, served, stranger

pytestmark = pytest.mark.asyncio
TYPING = b'{"t":"typing","on":true}'
PIECES = {
    "pings": frame(PING),
    "pongs": frame(PONG),
    "texts": frame(TEXT, TYPING),
    "texts in two pieces": frame(TEXT, TYPING[:9], fin=False) + frame(CONTINUATION, TYPING[9:]),
}
UNLIMITED = 1_000_000
LONG_S = 600
SMALLEST_FRAME_BYTES = len(frame(PING))

Opened = Callable[[Served], Any]
at_any_time = pytest.mark.parametrize("opened", [stranger, seated_phone], ids=["before hello", "after hello"])


class Turns:
    """Counts the frames that the server takes: in total, and at most in one turn of the loop."""

    def __init__(self) -> None:
        self.total = self.most = self._now = 0
        asyncio.get_running_loop().call_soon(self._next)

    def took(self) -> None:
        self.total += 1
        self._now += 1

    def _next(self) -> None:
        self.most = max(self.most, self._now)
        self._now = 0
        asyncio.get_running_loop().call_soon(self._next)


@pytest.fixture
def frames_taken(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Turns]:
    """A function that begins to count the frames taken by the server."""
    real = ServerProtocol.recv_frame

    def begin() -> Turns:
        turns = Turns()

        def counted(protocol: ServerProtocol, frame: Any) -> None:
            turns.took()
            real(protocol, frame)

        monkeypatch.setattr(ServerProtocol, "recv_frame", counted)
        return turns

    return begin


def send(line: ClientConnection, raw: bytes) -> None:
    line.transport.write(raw)


async def until(check: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not check():
            await asyncio.sleep(0.005)


@pytest.mark.parametrize("kind", PIECES)
async def test_h1_of_all_connections_a_bounded_number_of_frames_is_handled_in_a_turn(
    tmp_path: Path, frames_taken: Callable[[], Turns], kind: str
) -> None:
    connections, each = 8, 500
    frames_in_all = connections * each * (2 if "two pieces" in kind else 1)
    async with served(tmp_path, frames_burst=UNLIMITED) as server, AsyncExitStack() as lines:
        phones = [await lines.enter_async_context(seated_phone(server)) for _ in range(connections)]
        turns = frames_taken()
        for phone in phones:
            send(phone, PIECES[kind] * each)
        await until(lambda: turns.total == frames_in_all)
        # The last connection of a turn may add all that was read from it at once, and what had waited.
        assert turns.most <= FRAMES_A_TURN + 2 * PHONE_BYTES // SMALLEST_FRAME_BYTES
        for n, phone in enumerate(phones):
            await phone.send(json.dumps({"t": "ping", "c": n}))
            await answer(phone, f'"c":{n},')


async def test_h1_in_a_turn_screens_with_a_key_and_phones_go_on_beside_many_strangers() -> None:
    share, went_on = LoopShare(), []

    class Waiting:
        def __init__(self, lane: int) -> None:
            self.terms = Terms(lane, memoryview(b""), 0, 0, 0)

        def go_on(self) -> None:
            went_on.append(self.terms.lane)
            share.spend(FRAMES_A_TURN // 4)

    for lane in (2, 2, 2, 2, 2, 2, 1, 0):
        share.wait(cast(DirectDeliveryProtocol, Waiting(lane)))
    await asyncio.sleep(0)
    assert went_on == [0, 1, 2, 2]
    await asyncio.sleep(0)
    assert went_on == [0, 1, 2, 2, 2, 2, 2, 2]


@pytest.mark.parametrize("kind", PIECES)
@at_any_time
async def test_h1_a_flood_of_frames_of_any_kind_closes_its_connection(
    tmp_path: Path, opened: Opened, kind: str
) -> None:
    async with (
        served(tmp_path, frames_per_second=0, frames_burst=20) as server,
        opened(server) as line,
        seated_phone(server) as other,
    ):
        send(line, PIECES[kind] * (FLOOD * 20 + 1))
        await line.wait_closed()
        # A first text that is no hello may be answered with a bye before the flood has been read.
        assert line.close_code in ((1008, 4000) if opened is stranger and "texts" in kind else (1008,))
        await other.send('{"t":"ping","c":1}')
        await answer(other, '"c":1,')


async def test_h1_a_screen_may_send_commands_beyond_its_rate_limit_and_gets_them_rejected(
    tmp_path: Path,
) -> None:
    async with served(tmp_path, frames_per_second=0, frames_burst=20) as server, seated_phone(server) as line:
        for n in range(FLOOD * 20):
            cmd = {"t": "cmd", "id": f"{n:032x}", "do": "pair_with", "args": {"code": "1234"}}
            await line.send(json.dumps(cmd))
        assert '"too_fast"' in await answer(line, f'"id":"{FLOOD * 20 - 1:032x}"')


@at_any_time
async def test_h1_a_message_in_very_many_pieces_closes_its_connection(tmp_path: Path, opened: Opened) -> None:
    async with served(tmp_path, frames_burst=UNLIMITED) as server, opened(server) as line:
        send(line, frame(TEXT, fin=False) + frame(CONTINUATION, fin=False) * MOST_FRAGMENTS)
        await line.wait_closed()
        assert line.close_code == 1009


@at_any_time
@pytest.mark.parametrize(("size", "code"), [(600, 4000), (2_000, 1009)])
async def test_h1_a_message_larger_than_a_phones_is_refused_before_it_is_read(
    tmp_path: Path, opened: Opened, size: int, code: int
) -> None:
    async with served(tmp_path, phone_frame_bytes=500, frame_bytes=1_000) as server, opened(server) as line:
        send(line, frame(TEXT, b"x" * 300, fin=False) + frame(CONTINUATION, size=size))
        await line.wait_closed()
        assert line.close_code == code


@at_any_time
async def test_h1_a_phone_whose_message_is_too_large_for_it_is_told_so(
    tmp_path: Path, opened: Opened
) -> None:
    async with served(tmp_path, phone_frame_bytes=500) as server, opened(server) as line:
        send(line, frame(TEXT, size=600))
        await answer(line, '"t":"bye"')


async def test_h1_a_large_message_of_a_console_arrives_whole(tmp_path: Path) -> None:
    async with served(tmp_path) as server, stranger(server) as line:
        room = server.context.hub.rooms()[0]
        key = server.context.auth.key(room.state, "facilitator")
        await line.send(json.dumps({"t": "hello", "v": 1, "role": "console", "key": key, "device": "desk"}))
        await answer(line, '"snapshot"')
        cmd = {"t": "cmd", "id": "0" * 32, "do": "correct_text", "args": {"question_id": "x" * 31_000}}
        await line.send(json.dumps(cmd))
        await line.send('{"t":"ping","c":1}')
        await answer(line, f'"id":"{"0" * 32}"')
        await answer(line, '"c":1,')


@pytest.mark.parametrize(
    "pieces",
    [frame(TEXT, b"\xff"), frame(TEXT, b"\xff", fin=False) + frame(CONTINUATION)],
    ids=["whole", "in pieces"],
)
@at_any_time
async def test_h1_a_text_that_is_not_utf_8_closes_its_connection_and_logs_nothing(
    tmp_path: Path, opened: Opened, pieces: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with served(tmp_path) as server, opened(server) as line:
        send(line, pieces)
        await line.wait_closed()
        assert line.close_code == 1007
    assert not caplog.records


# ---- output that is not read


@asynccontextmanager
async def unread(line: ClientConnection, server: Served) -> AsyncIterator[DirectDeliveryProtocol]:
    """A connection that reads nothing; pongs fill its socket buffers and more, unless it ends before."""
    (socket,) = server.sockets
    transport = line.transport
    transport.pause_reading()
    while server.sockets and socket.transport.get_write_buffer_size() < PONGS_WAITING_BYTES:
        send(line, frame(PING, b"x" * 125) * 30)
        await asyncio.sleep(0)
    yield socket
    transport.abort()


@at_any_time
async def test_h8_pongs_that_are_not_read_take_bounded_memory(tmp_path: Path, opened: Opened) -> None:
    async with (
        served(tmp_path, frames_burst=UNLIMITED) as server,
        opened(server) as line,
        unread(line, server) as socket,
    ):
        for _ in range(100):
            send(line, frame(PING, b"x" * 125) * 30)
            await asyncio.sleep(0)
            assert socket.transport.get_write_buffer_size() < PONGS_WAITING_BYTES + 2 * PHONE_BYTES


async def test_h8_a_phone_that_reads_nothing_is_dropped_though_it_goes_on_sending_pings(
    tmp_path: Path,
) -> None:
    async with (
        served(tmp_path, frames_burst=UNLIMITED, stalled_s=0.1) as server,
        seated_phone(server) as line,
        unread(line, server),
    ):

        def is_dropped() -> bool:
            send(line, frame(PING, b"x" * 125))
            return not server.sockets

        await until(is_dropped)


async def refused(line: ClientConnection) -> None:
    send(line, frame(TEXT, b"no hello"))


async def half_closed(line: ClientConnection) -> None:
    line.transport.write_eof()


async def malformed(line: ClientConnection) -> None:
    send(line, frame(3))


async def silent(line: ClientConnection) -> None:
    """Send nothing more, not even a hello."""


@pytest.mark.parametrize("end", share([silent, half_closed, malformed, refused]))
async def test_h8_a_connection_that_is_to_be_closed_and_reads_nothing_is_aborted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: Any
) -> None:
    monkeypatch.setattr(websocket_protocol, "LINGER_S", 0.05)
    # On a busy machine a second may be over before the buffers are full.
    hello_s = 1 if end is silent else LONG_S
    async with (
        served(tmp_path, frames_burst=UNLIMITED, hello_s=hello_s) as server,
        stranger(server) as line,
        unread(line, server),
    ):
        await end(line)
        await until(lambda: not server.sockets)


async def test_h8_a_close_that_is_never_answered_ends_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websocket_protocol, "LINGER_S", 0.05)
    async with served(tmp_path) as server, stranger(server) as line:
        line.transport.pause_reading()
        send(line, frame(BINARY, b"no hello"))
        await until(lambda: not server.sockets)
        line.transport.abort()


@at_any_time
async def test_h8_a_connection_that_has_ended_is_freed_at_once_and_not_by_a_garbage_collection(
    tmp_path: Path, opened: Opened
) -> None:
    async with served(tmp_path) as server:
        gc.collect()
        gc.disable()
        try:
            async with opened(server):
                (socket,) = server.sockets
                parts: list[weakref.ref[object]] = [weakref.ref(socket), weakref.ref(socket.conn)]
                del socket
            await until(lambda: not server.sockets)
            await until(lambda: not any(part() for part in parts))
        finally:
            gc.enable()
