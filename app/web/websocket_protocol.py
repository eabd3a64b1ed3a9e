"""The server's WebSocket protocol: uvicorn's own, with limits on what a connection brings and what it leaves.

It reads a little of a connection at a time, and the system keeps the rest, so that many frames in a row take
turns with those of others. Whole texts go to a callback: sinks write to the transport, and what a screen
sends is handled without waking its task. Servers without it (tests in process) deliver through ASGI.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from starlette.websockets import WebSocket
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import PayloadTooBig
from websockets.frames import Close, CloseCode, Frame, Opcode
from websockets.protocol import State

from app.rooms import frames
from app.rooms.frames import ByeReason
from app.settings import Settings
from app.web.framing import CLOSE_BYE, text_frame
from app.web.waiting_connections import WaitingConnections

EXTENSION = "summe.protocol"
# So many frames are handled in one turn of the loop, over all connections; a large one counts as several.
FRAMES_A_TURN = 128
BYTES_A_FRAME = 512
# So many bytes of a connection are read in one turn.
STRANGER_BYTES, PHONE_BYTES, SCREEN_BYTES = 512, 2_048, 16_384
# Longer than any hello.
HELLO_BYTES = 4_096
# Beyond its rate limit a screen's commands are rejected; beyond so many times that, its connection is closed.
FLOOD = 4
MOST_FRAGMENTS = 64
# A pong is sent only while less than this waits: nobody has to answer each ping (RFC 6455, section 5.5.3).
PONGS_WAITING_BYTES = 16_384
# A connection that is to be closed is aborted when the other side has not finished by then.
LINGER_S = 10.0
# The rest of a message that is too large is over when nothing more has come for so long.
QUIET_S = 0.5

OnText = Callable[[str], object]
# Whatever is read goes through this, one connection after the other.
_read = memoryview(bytearray(SCREEN_BYTES))


@dataclass(frozen=True, slots=True)
class Terms:
    """What a connection may bring; `lane` is the queue that it waits in when it brings much."""

    lane: int
    read: memoryview
    message_bytes: int
    frames_per_second: float
    frames_burst: float


class LoopShare:
    """Shares each turn of the loop: what is too much for one turn waits for the next, in three lanes."""

    def __init__(self) -> None:
        self.left = FRAMES_A_TURN
        self._lanes = tuple(deque[DirectDeliveryProtocol]() for _ in range(3))
        self._due = False

    def spend(self, frames: int) -> None:
        """So many frames have been handled."""
        self.left -= frames
        if self.left <= 0:
            self._go_on_in_next_turn()

    def wait(self, connection: "DirectDeliveryProtocol") -> None:
        """Let the connection go on when it is its lane's turn, and its own in the lane."""
        self._lanes[connection.terms.lane].append(connection)
        self._go_on_in_next_turn()

    def _go_on_in_next_turn(self) -> None:
        if not self._due:
            self._due = True
            asyncio.get_running_loop().call_soon(self._go_on)

    def _go_on(self) -> None:
        self._due = False
        self.left = FRAMES_A_TURN
        try:
            while self.left > 0 and any(self._lanes):
                for lane in self._lanes:
                    if lane:
                        lane.popleft().go_on()
        finally:
            if any(self._lanes):
                self._go_on_in_next_turn()


class _Events:
    """What a connection's task has yet to receive: an `asyncio.Queue` for one task, which takes 3 KB less."""

    __slots__ = ("_come", "_events")

    def __init__(self) -> None:
        self._events: list[Any] = []
        self._come: asyncio.Future[None] | None = None

    def empty(self) -> bool:
        return not self._events

    def put_nowait(self, event: Any) -> None:
        self._events.append(event)
        if self._come is not None and not self._come.done():
            self._come.set_result(None)

    async def get(self) -> Any:
        while not self._events:
            self._come = asyncio.get_running_loop().create_future()
            await self._come
        self._come = None
        return self._events.pop(0)


# Shared by all connections that may be written to.
_writable = asyncio.Event()
_writable.set()


class _Reading(asyncio.BufferedProtocol):
    """Between transport and protocol: reads no more than the protocol wants at once."""

    __slots__ = ("_protocol",)

    def __init__(self, protocol: "DirectDeliveryProtocol") -> None:
        self._protocol = protocol

    def get_buffer(self, _: int) -> memoryview:
        return self._protocol.terms.read

    def buffer_updated(self, nbytes: int) -> None:
        self._protocol.bytes_received(nbytes)

    def eof_received(self) -> None:
        self._protocol.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        self._protocol.connection_lost(exc)

    def pause_writing(self) -> None:
        self._protocol.pause_writing()

    def resume_writing(self) -> None:
        self._protocol.resume_writing()


class DirectDeliveryProtocol(WebSocketsSansIOProtocol):
    """uvicorn's own protocol, which lends itself to the endpoint in the ASGI scope."""

    # Of the class that a server uses: `protocol_with_limits`.
    share: LoopShare
    phone: Terms
    screen: Terms
    terms: Terms  # until hello, a stranger's
    frames_left: float
    largest_bytes: int  # of any screen's messages

    on_text: OnText | None = None
    waiting_connections: WaitingConnections | None = None
    _refilled_at = 0.0
    # What has been read and not handled; None while the connection does not wait for its turn.
    _rest: bytes | None = None
    _abort: asyncio.TimerHandle | None = None
    # A bye has been sent, and the rest of a message that is too large still comes.
    _drops = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.queue = _Events()  # type: ignore[assignment]  # has all of a queue that is used
        self.writable = _writable
        self.conn.max_message_size = self.terms.message_bytes

    def begin(self, on_text: OnText, terms: Terms) -> None:
        """The handshake is over and freed; from now on whole texts go to `on_text`."""
        del self.request, self.response
        self.on_text = on_text
        self.terms = terms
        self.conn.max_message_size = terms.message_bytes
        self.frames_left = terms.frames_burst
        self._refilled_at = self.loop.time()
        if self.waiting_connections is not None:
            self.waiting_connections.serves(self)

    async def run_asgi(self) -> None:
        if not self.transport.is_closing():
            self.transport.set_protocol(_Reading(self))
        extensions: dict[str, Any] = self.scope.setdefault("extensions", {})
        extensions[EXTENSION] = self
        await super().run_asgi()
        del extensions[EXTENSION]  # it refers to this, and would keep it until a garbage collection
        self._end_unread()

    async def send(self, message: Any) -> None:
        """A refusal ends the handshake as well; uvicorn forgets it, and would log each one as an error."""
        if message["type"] == "websocket.close":
            self.end_in_time()
        await super().send(message)
        if message["type"] == "websocket.http.response.body":
            self.handshake_complete = True

    async def receive(self) -> Any:
        """The next event for the task; reading goes on when it was the last, and nothing else holds it up."""
        message = await self.queue.get()
        if self.read_paused and self.queue.empty():
            self.read_paused = False
            if self._rest is None:
                self.transport.resume_reading()
        return message

    # ---- reading

    def bytes_received(self, count: int) -> None:
        """Handle what has been read, now or when this connection has its turn."""
        read = self.terms.read
        if self._rest is not None:
            self._rest += read[:count]
            self.transport.pause_reading()
        elif self.share.left <= 0:
            self._rest = bytes(read[:count])
            self.share.wait(self)
        else:
            self._handle(read[:count])
            if count == len(read):  # there is more
                self._rest = b""
                self.transport.pause_reading()
                self.share.wait(self)

    def go_on(self) -> None:
        """Its turn has come: handle what waits, and read on."""
        rest, self._rest = self._rest, None
        if rest and not self.transport.is_closing():
            self._handle(rest)
        if not self.read_paused:
            self.transport.resume_reading()

    def _handle(self, data: bytes | memoryview) -> None:
        conn = self.conn
        if self._drops:
            self._close_when_quiet()
        conn.receive_data(data)  # type: ignore[arg-type]  # a memoryview saves a copy
        events: list[Any] = conn.events_received()  # frames, since the handshake is over
        work = len(events) + len(data) // BYTES_A_FRAME
        self.share.spend(work)
        self.frames_left -= work if self._drops else len(events)
        if self.frames_left < 0 and not self._refill():
            return self._end(CloseCode.POLICY_VIOLATION, "too many frames")
        for event in events:
            if self.transport.is_closing():
                return None
            self._handle_frame(event)
        if conn.parser_exc is not None:
            if self._is_told(conn.parser_exc):
                self._bye("no_hello" if self.on_text is None else "bad_frame")
            else:
                self.handle_parser_exception()
                self._end_unread()
        return None

    def _is_told(self, error: Exception) -> bool:
        """Whether a message is too large for this screen, and not for every screen: that gets a bye.

        Its size stands in front of it, so nothing of it has been read.
        """
        if not isinstance(error, PayloadTooBig) or error.size is None:
            return False
        return error.size + (error.current_size or 0) <= self.largest_bytes

    def _bye(self, code: ByeReason) -> None:
        """Say why, in place of the close frame that `websockets` has made.

        What still comes is dropped, within the connection's frames: a connection that is closed with unread
        bytes is reset, and the bye may be lost.
        """
        self.conn.data_to_send()
        self.conn.parser_exc = None
        self.conn.close_sent = Close(CLOSE_BYE, code)
        closing = Frame(Opcode.CLOSE, self.conn.close_sent.serialize())
        self.transport.write(text_frame(frames.bye(code)) + closing.serialize(mask=False))
        self.queue.put_nowait({"type": "websocket.disconnect", "code": CLOSE_BYE, "reason": code})
        self.close_sent = self._drops = True
        self._close_when_quiet()

    def _close_when_quiet(self) -> None:
        """Close once nothing more comes; with this timer set uvicorn does not when the endpoint returns."""
        if self.close_timer is not None:
            self.close_timer.cancel()
        self.close_timer = self.loop.call_later(QUIET_S, self.transport.close)

    def _handle_frame(self, frame: Frame) -> None:
        if frame.opcode is Opcode.TEXT:
            self.handle_text(frame)
        elif frame.opcode is Opcode.PING:
            self.handle_ping()
        elif frame.opcode is Opcode.CONT:
            self.handle_cont(frame)
        elif frame.opcode is Opcode.BINARY:
            self.handle_bytes(frame)
        elif frame.opcode is Opcode.CLOSE:
            self.handle_close(frame)

    def _refill(self) -> bool:
        """Add what has come to the token bucket since the last time; False when it is still overdrawn."""
        now = self.loop.time()
        gained = (now - self._refilled_at) * self.terms.frames_per_second
        self.frames_left = min(self.terms.frames_burst, self.frames_left + gained)
        self._refilled_at = now
        return self.frames_left >= 0

    def handle_text(self, event: Frame) -> None:
        """Pass a whole text to `on_text`, unless an earlier one still waits in ASGI's queue."""
        if self.on_text is None or not event.fin or not self.queue.empty():
            return super().handle_text(event)
        try:
            text = str(event.data, "utf-8")
        except UnicodeDecodeError:
            return self._end(CloseCode.INVALID_DATA, "not UTF-8")
        self.on_text(text)
        return None

    def handle_cont(self, event: Frame) -> None:
        """A message in very many pieces is refused; each piece costs memory, also one without a byte."""
        if len(self.frames) >= MOST_FRAGMENTS:
            return self._end(CloseCode.MESSAGE_TOO_BIG, "too many fragments")
        return super().handle_cont(event)

    def send_receive_event_to_app(self) -> None:
        """A whole message for the task. uvicorn would log a traceback for each that is not UTF-8."""
        data, self.frames = b"".join(self.frames), []
        if self.close_sent:
            return
        if self.curr_msg_data_type == "text":
            try:
                self.queue.put_nowait({"type": "websocket.receive", "text": data.decode()})
            except UnicodeDecodeError:
                self._end(CloseCode.INVALID_DATA, "not UTF-8")
                return
        else:
            self.queue.put_nowait({"type": "websocket.receive", "bytes": data})
        if not self.read_paused:
            self.read_paused = True
            self.transport.pause_reading()

    def handle_ping(self) -> None:
        """Send the pongs, which `websockets` has made, unless too many wait unread."""
        pongs = b"".join(self.conn.data_to_send())
        if self.transport.get_write_buffer_size() < PONGS_WAITING_BYTES:
            self.transport.write(pongs)

    # ---- writing

    def pause_writing(self) -> None:
        self.writable = asyncio.Event()

    def resume_writing(self) -> None:
        self.writable.set()
        self.writable = _writable

    # ---- ending

    def handle_close(self, event: Frame) -> None:
        super().handle_close(event)
        self._end_unread()

    def eof_received(self) -> None:
        """The transport closes itself, once it has written what waits."""
        self._end_unread()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._abort is not None:
            self._abort.cancel()
            self._abort = None
        if self.waiting_connections is not None:
            self.waiting_connections.gone(self)
        super().connection_lost(exc)
        del self.conn.parser  # a generator, which refers to what it is part of

    def _end(self, code: CloseCode, reason: str) -> None:
        """Close a connection that breaks the rules, without waiting for an answer."""
        if self.conn.state is not State.OPEN:
            return self.transport.abort()
        self.conn.fail(code, reason)
        self.handle_parser_exception()
        return self._end_unread()

    def end_in_time(self) -> None:
        """Abort the connection if it has not ended within `LINGER_S`, whatever it waits for."""
        if self._abort is None and not self.disconnected:
            self._abort = self.loop.call_later(LINGER_S, self.transport.abort)

    def _end_unread(self) -> None:
        """A transport closes once all is written; nobody need wait for that who reads nothing."""
        if self.transport.get_write_buffer_size():
            self.end_in_time()


def protocol_with_limits(settings: Settings) -> type[DirectDeliveryProtocol]:
    """The protocol with these limits, whose connections share the turns of the loop."""

    def screen(lane: int, read_bytes: int, most: int) -> Terms:
        per_second, burst = FLOOD * settings.frames_per_second, FLOOD * settings.frames_burst
        return Terms(lane, _read[:read_bytes], most, per_second, burst)

    hello_bytes = min(HELLO_BYTES, settings.phone_frame_bytes)
    stranger = Terms(2, _read[:STRANGER_BYTES], hello_bytes, 0.0, settings.frames_burst)
    limits = {
        "share": LoopShare(),
        "terms": stranger,
        "largest_bytes": settings.frame_bytes,
        "phone": screen(1, PHONE_BYTES, settings.phone_frame_bytes),
        "screen": screen(0, SCREEN_BYTES, settings.frame_bytes),
        "frames_left": stranger.frames_burst,
    }
    return type("DirectDeliveryProtocol", (DirectDeliveryProtocol,), limits)


def protocol_of(websocket: WebSocket) -> DirectDeliveryProtocol | None:
    """The protocol of the connection; None where the server has another."""
    protocol: DirectDeliveryProtocol | None = websocket.scope.get("extensions", {}).get(EXTENSION)
    return protocol


@contextlib.contextmanager
def direct_delivery(websocket: WebSocket, on_text: OnText, *, phone: bool) -> Iterator[None]:
    """Where the server can, deliver whole texts to `on_text` at once; all others come through ASGI."""
    protocol = protocol_of(websocket)
    if protocol is not None:
        protocol.begin(on_text, protocol.phone if phone else protocol.screen)
    try:
        yield
    finally:
        if protocol is not None:
            protocol.on_text = None
