"""Sinks: the outbound side of a screen's WebSocket, with backpressure.

An encoded frame is written straight to the transport of the connection, without a task, a queue or another
copy, and the transport knows how many bytes are unsent. Where the server has another protocol (in-process
tests), a sink with a queue sends through ASGI behind the same interface.
"""

import asyncio
import contextlib
from dataclasses import dataclass
from typing import Protocol

from starlette.websockets import WebSocket, WebSocketDisconnect

from app.platform.sockets import descriptor_of, write_now
from app.rooms import frames
from app.rooms.frames import ByeReason
from app.web.framing import CLOSE_BYE, CLOSE_RESTART, text_frame, text_header
from app.web.websocket_protocol import protocol_of

# What Starlette and uvicorn raise when something is sent on a connection that has ended.
ENDED = (WebSocketDisconnect, RuntimeError)


class Losses(Protocol):
    """Counts what was not sent: the metrics of a server."""

    def dropped(self, code: ByeReason) -> None:
        """A screen was dropped, with this bye."""

    def failed(self, error: BaseException) -> None:
        """A connection was ended by this error."""


class DirectSink:
    """Writes to the socket or its transport; backpressure: drops the screen when more than `most` bytes wait.

    Almost every frame goes straight to the socket, so only bytes that had to wait are counted. Bytes of a
    snapshot and those before it do not count while they drain; but a screen for which more than `most` bytes
    wait in all is dropped instead of getting another snapshot.
    """

    __slots__ = (
        "_descriptor",
        "_losses",
        "_most",
        "_queued",
        "_snapshot_end",
        "_transport",
        "_websocket",
        "closed",
    )

    def __init__(self, websocket: WebSocket, transport: asyncio.Transport, most: int, losses: Losses) -> None:
        self._websocket = websocket
        self._transport = transport
        self._most = most
        self._losses = losses
        self._queued = 0
        self._snapshot_end = 0
        self.closed = False
        self._descriptor = descriptor_of(transport)

    def send(self, frame: bytes) -> None:
        self.write(text_frame(frame))

    def begin(self, frame: bytes) -> None:
        """Send a snapshot; no copy of it is made, since thousands of screens may be slow to read it."""
        self._snapshot_end = 0
        self.write(text_header(len(frame)), frame)
        self._snapshot_end = self._queued

    def write(self, *parts: bytes) -> None:
        """Write the parts of a framed text: straight to the socket while no bytes wait before it.

        When that fails, the connection is ended: a screen misses no frame without connecting again.
        """
        transport = self._transport
        if transport.is_closing():
            return
        waiting = transport.get_write_buffer_size()
        sent = 0
        if waiting == 0 and self._descriptor >= 0:
            try:
                sent = write_now(self._descriptor, parts)
            except BlockingIOError:
                pass  # the socket's buffer is full: the transport will wait for it
            except OSError as error:
                self._losses.failed(error)
                transport.abort()
                return
        elif min(waiting, self._queued - self._snapshot_end) > self._most:
            self._losses.dropped("too_slow")
            transport.abort()
            return
        for part in parts:
            if sent < len(part):
                self._queued += len(part) - sent
                transport.write(memoryview(part)[sent:])
            sent = max(0, sent - len(part))

    def waiting(self) -> int:
        return self._transport.get_write_buffer_size()

    def taken(self) -> int:
        return self._queued - self.waiting()

    def drop(self, code: ByeReason) -> None:
        self.closed = True
        self._losses.dropped(code)
        # Where only the transport writes, bytes may wait for the loop's next turn, which is no slowness; and
        # closing takes a bounded time.
        if self._descriptor >= 0 and self.waiting() > 0:
            self._transport.abort()
            return
        self.send(frames.bye(code))
        _close_soon(self._websocket, code)


@dataclass(frozen=True, slots=True)
class _Close:
    """An entry of the queue: close the socket after the frames before it."""

    code: ByeReason


class QueuedSink:
    """A sink that sends through ASGI, with a bounded queue and a task."""

    def __init__(self, websocket: WebSocket, most: int, losses: Losses) -> None:
        self._websocket = websocket
        self._most = most
        self._losses = losses
        self._waiting = self._taken = self._spared = 0
        self.closed = False
        self._queue: asyncio.Queue[bytes | _Close] = asyncio.Queue()
        self._task = asyncio.create_task(self._pump())

    def send(self, frame: bytes) -> None:
        if self._task.done():
            return
        if self._waiting - self._spared > self._most:
            self._losses.dropped("too_slow")
            self._task.cancel()
            _close_soon(self._websocket, "too_slow")
            return
        self._waiting += len(frame)
        self._queue.put_nowait(frame)

    def begin(self, frame: bytes) -> None:
        self._spared = 0
        self.send(frame)
        self._spared = self._waiting

    def waiting(self) -> int:
        return self._waiting

    def taken(self) -> int:
        return self._taken

    def drop(self, code: ByeReason) -> None:
        self.closed = True
        self._losses.dropped(code)
        self.send(frames.bye(code))
        self._queue.put_nowait(_Close(code))

    async def _pump(self) -> None:
        try:
            while not isinstance(frame := await self._queue.get(), _Close):
                await self._websocket.send_text(frame.decode())
                self._waiting -= len(frame)
                self._taken += len(frame)
                self._spared = max(0, self._spared - len(frame))
            _close_soon(self._websocket, frame.code)
        except ENDED:
            return
        except Exception as error:
            self._losses.failed(error)
            _close_soon(self._websocket, "restart")


_closing: set[asyncio.Task[None]] = set()


def _close_soon(websocket: WebSocket, code: ByeReason) -> None:
    async def close() -> None:
        with contextlib.suppress(*ENDED):
            await websocket.close(CLOSE_RESTART if code == "restart" else CLOSE_BYE, code)

    task = asyncio.ensure_future(close())
    _closing.add(task)
    task.add_done_callback(_closing.discard)


def sink_for(websocket: WebSocket, most: int, losses: Losses) -> DirectSink | QueuedSink:
    """A sink for the connection, on which at most `most` bytes wait."""
    protocol = protocol_of(websocket)
    if protocol is None:
        return QueuedSink(websocket, most, losses)
    return DirectSink(websocket, protocol.transport, most, losses)
