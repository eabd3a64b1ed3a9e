"""Fan-out: frames written straight to the transport and read straight from it, with backpressure.

uvicorn's websocket protocol, lent to the endpoint in the ASGI scope: a ready text frame is written
without a task, a queue or another copy, how much still waits can be seen, and what a screen says is heard
without waking its task. Servers without it (tests in process) get a sink that goes through ASGI's `send`
behind the same interface, and hear through its `receive`.
"""

import asyncio
import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

from app.rooms.frames import ByeReason
from app.rooms.seat import Sink
from app.web.wire import bye

EXTENSION = "summe.protocol"
# A request's headers may be so large, and each so many bytes of its body have the whole timeout.
TIMEOUT_BYTES = 16_384
# So many texts of one read are heard before anybody else has a turn.
AT_ONCE = 16
# What Starlette and uvicorn raise when something is sent on a connection that has ended.
ENDED = (WebSocketDisconnect, RuntimeError)
CLOSE_RESTART = 1012
CLOSE_BYE = 4000

OnDrop = Callable[[ByeReason], None]
OnText = Callable[[str], object]


def text_frame(payload: bytes) -> bytes:
    """An unmasked, unfragmented text frame (RFC 6455, section 5.2)."""
    size = len(payload)
    if size < 126:
        return b"\x81" + size.to_bytes(1, "big") + payload
    if size < 65_536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload


class FanoutProtocol(WebSocketsSansIOProtocol):
    """uvicorn's own protocol, which lends itself to the endpoint."""

    on_text: OnText | None = None
    _at_once = AT_ONCE

    def begin(self, on_text: OnText) -> None:
        """The handshake is over and freed; from now on whole texts go to `on_text`."""
        del self.request, self.response
        self.on_text = on_text

    async def run_asgi(self) -> None:
        extensions: dict[str, Any] = self.scope.setdefault("extensions", {})
        extensions[EXTENSION] = self
        await super().run_asgi()

    async def send(self, message: Any) -> None:
        """A refusal ends the handshake as well; uvicorn forgets it, and would log each one as an error."""
        await super().send(message)
        if message["type"] == "websocket.http.response.body":
            self.handshake_complete = True

    def data_received(self, data: bytes) -> None:
        self._at_once = AT_ONCE
        super().data_received(data)

    def handle_text(self, event: Frame) -> None:
        """Pass a whole text to `on_text`, unless an earlier one still waits in ASGI's queue.

        What is too much at once waits there too: reading rests meanwhile, and others get their turn.
        """
        if self.on_text is None or not event.fin or not self.queue.empty() or not self._at_once:
            return super().handle_text(event)
        self._at_once -= 1
        try:
            text = bytes(event.data).decode()
        except UnicodeDecodeError:
            return super().handle_text(event)
        self.on_text(text)
        return None


class RequestTimeoutProtocol(HttpToolsProtocol):
    """uvicorn's own protocol with a request timeout: ends slow requests and endless headers."""

    timeout_s = 10.0
    _deadline: asyncio.TimerHandle | None = None
    _in_headers = True
    _left = TIMEOUT_BYTES

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._start_timeout()

    def data_received(self, data: bytes) -> None:
        self._left -= len(data)
        super().data_received(data)
        # What came with the last headers may be body, so only headers that are still unfinished count.
        if self._left < 0 and self._deadline is not None:
            if self._in_headers:
                self.transport.abort()
            else:
                self._start_timeout()

    def on_message_begin(self) -> None:
        self._in_headers = True
        if self._deadline is None:
            self._start_timeout()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._in_headers = False
        self._start_timeout()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._stop_timeout()
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        self._stop_timeout()
        super().handle_websocket_upgrade()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timeout()
        super().connection_lost(exc)

    def _start_timeout(self) -> None:
        self._stop_timeout()
        self._left = TIMEOUT_BYTES
        self._deadline = self.loop.call_later(self.timeout_s, self.transport.abort)

    def _stop_timeout(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


class DirectSink:
    """Writes to the socket's transport; backpressure: drops the screen when more than `most` bytes wait.

    Almost every frame goes straight to the socket, so only what had to wait is counted. What waits of a
    snapshot is spared while it drains, but while so much waits nobody gets another.
    """

    __slots__ = (
        "_descriptor",
        "_most",
        "_on_drop",
        "_queued",
        "_snapshot_end",
        "_transport",
        "_websocket",
        "closed",
    )

    def __init__(
        self, websocket: WebSocket, transport: asyncio.Transport, most: int, on_drop: OnDrop
    ) -> None:
        self._websocket = websocket
        self._transport = transport
        self._most = most
        self._on_drop = on_drop
        self._queued = 0
        self._snapshot_end = 0
        self.closed = False
        # Where uvicorn itself speaks TLS, only the transport can write.
        plain = transport.get_extra_info("sslcontext") is None
        self._descriptor: int = transport.get_extra_info("socket").fileno() if plain else -1

    def send(self, frame: bytes) -> None:
        self.write(text_frame(frame))

    def begin(self, frame: bytes) -> None:
        self._snapshot_end = 0
        self.write(text_frame(frame))
        self._snapshot_end = self._queued

    def write(self, framed: bytes) -> None:
        """Write a ready frame: straight to the socket while nothing waits before it."""
        transport = self._transport
        if transport.is_closing():
            return
        waiting = transport.get_write_buffer_size()
        sent = 0
        if waiting == 0 and self._descriptor >= 0:
            try:
                sent = os.write(self._descriptor, framed)
            except BlockingIOError:
                pass  # the socket is full: the transport will wait for it
            except OSError:
                return  # the connection is down, as the transport is about to learn
        elif min(waiting, self._queued - self._snapshot_end) > self._most:
            self._on_drop("too_slow")
            transport.abort()
            return
        if sent < len(framed):
            self._queued += len(framed) - sent
            transport.write(framed[sent:])

    def waiting(self) -> int:
        return self._transport.get_write_buffer_size()

    def taken(self) -> int:
        return self._queued - self.waiting()

    def drop(self, code: ByeReason) -> None:
        self.closed = True
        self._on_drop(code)
        if self.waiting() > 0:
            self._transport.abort()
            return
        self.send(bye(code))
        _close_soon(self._websocket, code)


def protocol_with_timeout(seconds: float) -> type[RequestTimeoutProtocol]:
    """The protocol with this request timeout."""
    return type("RequestTimeoutProtocol", (RequestTimeoutProtocol,), {"timeout_s": seconds})


@dataclass(frozen=True, slots=True)
class _Close:
    """After the frames before it, the socket is closed."""

    code: ByeReason


class QueuedSink:
    """The same through ASGI, with a bounded queue and a task."""

    def __init__(self, websocket: WebSocket, most: int, on_drop: OnDrop) -> None:
        self._websocket = websocket
        self._most = most
        self._on_drop = on_drop
        self._waiting = self._taken = self._spared = 0
        self.closed = False
        self._queue: asyncio.Queue[bytes | _Close] = asyncio.Queue()
        self._task = asyncio.create_task(self._pump())

    def send(self, frame: bytes) -> None:
        if self._task.done():
            return
        if self._waiting - self._spared > self._most:
            self._on_drop("too_slow")
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
        self._on_drop(code)
        self.send(bye(code))
        self._queue.put_nowait(_Close(code))

    async def _pump(self) -> None:
        with contextlib.suppress(*ENDED):
            while not isinstance(frame := await self._queue.get(), _Close):
                await self._websocket.send_text(frame.decode())
                self._waiting -= len(frame)
                self._taken += len(frame)
                self._spared = max(0, self._spared - len(frame))
            _close_soon(self._websocket, frame.code)


_closing: set[asyncio.Task[None]] = set()


def _close_soon(websocket: WebSocket, code: ByeReason) -> None:
    async def close() -> None:
        with contextlib.suppress(*ENDED):
            await websocket.close(CLOSE_RESTART if code == "restart" else CLOSE_BYE, code)

    task = asyncio.ensure_future(close())
    _closing.add(task)
    task.add_done_callback(_closing.discard)


def broadcast(sinks: Iterable[Sink], payload: bytes) -> None:
    """The same text to many: framed once, then the same bytes to every socket."""
    framed = text_frame(payload)
    for sink in sinks:
        if isinstance(sink, DirectSink):
            sink.write(framed)
        else:
            sink.send(payload)


def _protocol_of(websocket: WebSocket) -> FanoutProtocol | None:
    protocol: FanoutProtocol | None = websocket.scope.get("extensions", {}).get(EXTENSION)
    return protocol


def sink_for(websocket: WebSocket, most: int, on_drop: OnDrop) -> DirectSink | QueuedSink:
    """The connection's sink. At most `most` bytes wait; `on_drop` gets the reason when it is dropped."""
    protocol = _protocol_of(websocket)
    if protocol is None:
        return QueuedSink(websocket, most, on_drop)
    return DirectSink(websocket, protocol.transport, most, on_drop)


@contextlib.contextmanager
def direct_delivery(websocket: WebSocket, on_text: OnText) -> Iterator[None]:
    """Where the server can, deliver whole texts to `on_text` at once; all others come through ASGI."""
    protocol = _protocol_of(websocket)
    if protocol is not None:
        protocol.begin(on_text)
    try:
        yield
    finally:
        if protocol is not None:
            protocol.on_text = None
