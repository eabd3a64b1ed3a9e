"""One frame, straight to the transport.

uvicorn's websocket protocol, extended by a handle in the ASGI scope that writes a ready text frame
without a task, a queue or another copy, and that says how much still waits. Servers without it (tests
in process) get a sink that goes through ASGI's `send` behind the same interface.
"""

import asyncio
import contextlib
import os
from collections.abc import Callable, Iterable
from typing import Any

from starlette.websockets import WebSocket
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from app.rooms.seat import Sink
from app.web.wire import bye

EXTENSION = "summe.transport"
HEADER_SECONDS = 10.0
HEADER_BYTES = 16_384
CLOSE_RESTART = 1012
CLOSE_BYE = 4000

OnDrop = Callable[[str], None]


def text_frame(payload: bytes) -> bytes:
    """An unmasked, unfragmented text frame (RFC 6455, section 5.2)."""
    size = len(payload)
    if size < 126:
        return b"\x81" + size.to_bytes(1, "big") + payload
    if size < 65_536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload


class FanoutProtocol(WebSocketsSansIOProtocol):
    """uvicorn's own protocol, with its transport lent to the endpoint."""

    async def run_asgi(self) -> None:
        extensions: dict[str, Any] = self.scope.setdefault("extensions", {})
        extensions[EXTENSION] = self.transport
        await super().run_asgi()


class PatientlessHttp(HttpToolsProtocol):
    """uvicorn's own protocol, which lets go of whoever does not finish sending headers."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._headers_wanted = HEADER_BYTES
        self._deadline = self.loop.call_later(HEADER_SECONDS, transport.abort)

    def data_received(self, data: bytes) -> None:
        self._headers_wanted -= len(data)
        super().data_received(data)
        # What came with the last headers may be body, so only headers that are still unfinished count.
        if self._headers_wanted < 0 and not self._deadline.cancelled():
            self.transport.abort()

    def on_headers_complete(self) -> None:
        self._deadline.cancel()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._deadline.cancel()
        super().connection_lost(exc)


class DirectSink:
    """Writes to the socket's transport; drops the screen when more than `most` bytes wait."""

    def __init__(
        self, websocket: WebSocket, transport: asyncio.Transport, most: int, on_drop: OnDrop
    ) -> None:
        self._websocket = websocket
        self._transport = transport
        self._most = most
        self._on_drop = on_drop
        # Where uvicorn itself speaks TLS, only the transport can write.
        plain = transport.get_extra_info("sslcontext") is None
        self._descriptor: int = transport.get_extra_info("socket").fileno() if plain else -1

    def send(self, frame: bytes) -> None:
        self.write(text_frame(frame))

    def write(self, framed: bytes) -> None:
        """Write a ready frame: straight to the socket while nothing waits before it."""
        transport = self._transport
        if transport.is_closing():
            return
        waiting = transport.get_write_buffer_size()
        if waiting > self._most:
            self._on_drop("too_slow")
            transport.abort()
            return
        sent = 0
        if waiting == 0 and self._descriptor >= 0:
            try:
                sent = os.write(self._descriptor, framed)
            except BlockingIOError:
                pass  # the socket is full: the transport will wait for it
            except OSError:
                return  # the line is down, as the transport is about to learn
        if sent < len(framed):
            transport.write(framed[sent:])

    def waiting(self) -> int:
        return self._transport.get_write_buffer_size()

    def drop(self, code: str) -> None:
        self._on_drop(code)
        if self.waiting() > 0:
            self._transport.abort()
            return
        self.send(bye(code))
        _close_soon(self._websocket, code)


class QueuedSink:
    """The same through ASGI, with a bounded queue and a task."""

    def __init__(self, websocket: WebSocket, most: int, on_drop: OnDrop) -> None:
        self._websocket = websocket
        self._most = most
        self._on_drop = on_drop
        self._waiting = 0
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._task = asyncio.create_task(self._pump())

    def send(self, frame: bytes) -> None:
        self._waiting += len(frame)
        if self._waiting > self._most:
            self._on_drop("too_slow")
            self._task.cancel()
            return
        self._queue.put_nowait(frame)

    def waiting(self) -> int:
        return self._waiting

    def drop(self, code: str) -> None:
        self._on_drop(code)
        self.send(bye(code))
        _close_soon(self._websocket, code)

    async def _pump(self) -> None:
        with contextlib.suppress(RuntimeError):
            while (frame := await self._queue.get()) is not None:
                await self._websocket.send_text(frame.decode())
                self._waiting -= len(frame)


_closing: set[asyncio.Task[None]] = set()


def _close_soon(websocket: WebSocket, code: str) -> None:
    async def close() -> None:
        with contextlib.suppress(RuntimeError):
            await websocket.close(CLOSE_RESTART if code == "restart" else CLOSE_BYE, code)

    task = asyncio.ensure_future(close())
    _closing.add(task)
    task.add_done_callback(_closing.discard)


def spread(sinks: Iterable[Sink], payload: bytes) -> None:
    """The same text to many: framed once, then the same bytes to every socket."""
    framed = text_frame(payload)
    for sink in sinks:
        if isinstance(sink, DirectSink):
            sink.write(framed)
        else:
            sink.send(payload)


def sink_for(websocket: WebSocket, most: int, on_drop: OnDrop) -> DirectSink | QueuedSink:
    """The way out to this socket; `most` is how many bytes may wait, `on_drop` hears why it was let go of."""
    transport = websocket.scope.get("extensions", {}).get(EXTENSION)
    if transport is None:
        return QueuedSink(websocket, most, on_drop)
    return DirectSink(websocket, transport, most, on_drop)
