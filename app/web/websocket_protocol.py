"""The server's WebSocket protocol: uvicorn's, with limits on a connection's input and on its closing.

It reads few bytes of a connection at a time and leaves the rest to the system, so that many frames of one
connection take turns with those of others. Complete texts are passed to a callback, without waking the
connection's task, and sinks write to the transport. Servers without this protocol (in-process tests) deliver
through ASGI.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.websockets import WebSocket
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import PayloadTooBig
from websockets.frames import Close, CloseCode, Frame, Opcode
from websockets.http11 import Response
from websockets.protocol import State
from websockets.server import ServerProtocol
from websockets.typing import StatusLike

from app.rooms import frames
from app.rooms.frames import ByeReason
from app.settings import Settings
from app.web.bounded_reading import BoundedReading
from app.web.framing import CLOSE_BYE, text_frame
from app.web.origin_guard import error_headers
from app.web.waiting_connections import WaitingConnections

EXTENSION = "summe.protocol"
# Frames of all connections that are handled in one turn of the loop; each `BYTES_A_FRAME` count as one more.
FRAMES_A_TURN = 128
BYTES_A_FRAME = 512
# Bytes that are read of a connection at once: before its hello, of a phone, and of a board or console.
STRANGER_BYTES, PHONE_BYTES, SCREEN_BYTES = 512, 2_048, 16_384
# Longer than any hello.
HELLO_BYTES = 4_096
# Beyond its rate limit a screen's commands are rejected; beyond this many times it, the connection is closed.
FLOOD = 4
MOST_FRAGMENTS = 64
# A pong is sent only while fewer bytes are unsent: not every ping needs an answer (RFC 6455, section 5.5.3).
PONGS_WAITING_BYTES = 16_384
# Seconds after which a closing connection is aborted when the peer has not finished.
LINGER_S = 10.0
# The rest of a too large message counts as over when nothing has arrived for this many seconds.
QUIET_S = 0.5

OnText = Callable[[str], object]
# The read buffer of all connections; what one has read is handled or copied before another reads.
_read = memoryview(bytearray(SCREEN_BYTES))


@dataclass(frozen=True, slots=True)
class Terms:
    """Limits of what a connection may send; `lane` is its queue in `LoopShare`, `read` its read buffer."""

    lane: int
    read: memoryview
    message_bytes: int
    frames_per_second: float
    frames_burst: float


class LoopShare:
    """Limits the frames handled in one turn of the loop; connections beyond that wait in three lanes."""

    def __init__(self) -> None:
        self.left = FRAMES_A_TURN
        self._lanes = tuple(deque[DirectDeliveryProtocol]() for _ in range(3))
        self._due = False

    def spend(self, frames: int) -> None:
        """Count handled frames."""
        self.left -= frames
        if self.left <= 0:
            self._go_on_in_next_turn()

    def wait(self, connection: "DirectDeliveryProtocol") -> None:
        """Queue the connection in its lane; lanes take turns, and so do connections in a lane."""
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
    """The queue of a connection's ASGI events: an `asyncio.Queue` for one reader, which takes 3 KB less."""

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


# Shared by all connections whose transport accepts more bytes.
_writable = asyncio.Event()
_writable.set()


class _Handshake(ServerProtocol):
    """The library's protocol, whose refusals of a handshake have the security headers, too."""

    refusal_headers: Sequence[tuple[bytes, bytes]] = ()

    def reject(self, status: StatusLike, text: str) -> Response:
        response = super().reject(status, text)
        for name, value in self.refusal_headers:
            response.headers[name.decode()] = value.decode()
        return response


class DirectDeliveryProtocol(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket protocol, which the endpoint finds in the ASGI scope (`protocol_of`)."""

    # Set on the class that a server uses, by `protocol_with_limits`.
    share: LoopShare
    phone: Terms
    screen: Terms
    terms: Terms  # until the hello, those of a stranger
    frames_left: float
    largest_bytes: int  # of any screen's messages
    refusal_headers: Sequence[tuple[bytes, bytes]]

    on_failure: Callable[[BaseException], None]

    on_text: OnText | None = None
    waiting_connections: WaitingConnections | None = None
    _refilled_at = 0.0
    # Bytes read and not yet handled; None while the connection is not queued in `share`.
    _rest: bytes | None = None
    _abort: asyncio.TimerHandle | None = None
    # A bye has been sent, and the rest of a too large message is being discarded.
    _drops = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.queue = _Events()  # type: ignore[assignment]  # has all that uvicorn uses of a queue
        self.writable = _writable
        self.conn = _Handshake(max_size=self.terms.message_bytes, logger=self.conn.logger)
        self.conn.refusal_headers = self.refusal_headers

    def begin(self, on_text: OnText, terms: Terms) -> None:
        """Free the handshake, and from now on pass complete texts to `on_text`."""
        del self.request, self.response
        self.on_text = on_text
        self.terms = terms
        self.conn.max_message_size = terms.message_bytes
        self.frames_left = terms.frames_burst
        self._refilled_at = self.loop.time()
        if self.waiting_connections is not None:
            self.waiting_connections.serves(self)

    @property
    def reads_into(self) -> memoryview:
        return self.terms.read

    async def run_asgi(self) -> None:
        if not self.transport.is_closing():
            self.transport.set_protocol(BoundedReading(self))
        extensions: dict[str, Any] = self.scope.setdefault("extensions", {})
        extensions[EXTENSION] = self
        await super().run_asgi()
        del extensions[EXTENSION]  # a reference cycle, which would last until a garbage collection
        self._end_unread()

    async def send(self, message: Any) -> None:
        """Note that a refusal completes the handshake too; uvicorn does not, and would log it as an error."""
        if message["type"] == "websocket.close":
            self.end_in_time()
        await super().send(message)
        if message["type"] == "websocket.http.response.body":
            self.handshake_complete = True

    async def receive(self) -> Any:
        """The next event for the task; reading resumes after the last, unless the connection is queued."""
        message = await self.queue.get()
        if self.read_paused and self.queue.empty():
            self.read_paused = False
            if self._rest is None:
                self.transport.resume_reading()
        return message

    # ---- reading

    def bytes_received(self, count: int) -> None:
        """Handle the bytes read, now or when it is this connection's turn."""
        read = self.terms.read
        if self._rest is not None:
            self._rest += read[:count]
            self.transport.pause_reading()
        elif self.share.left <= 0:
            self._rest = bytes(read[:count])
            self.share.wait(self)
        else:
            self._handle(read[:count])
            if count == len(read):  # a full buffer, so there may be more
                self._rest = b""
                self.transport.pause_reading()
                self.share.wait(self)

    def go_on(self) -> None:
        """Handle the waiting bytes in this connection's turn, and resume reading."""
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
            if self._fits_other_screens(conn.parser_exc):
                self._bye("no_hello" if self.on_text is None else "bad_frame")
            else:
                self.handle_parser_exception()
                self._end_unread()
        return None

    def _fits_other_screens(self, error: Exception) -> bool:
        """Whether the error is a message too large for this screen but not for every screen: that gets a bye.

        The size is in the frame's header, so the payload has not been read yet.
        """
        if not isinstance(error, PayloadTooBig) or error.size is None:
            return False
        return error.size + (error.current_size or 0) <= self.largest_bytes

    def _bye(self, code: ByeReason) -> None:
        """Send a bye and close, in place of the close frame that `websockets` has made.

        What still arrives is discarded, within the connection's rate limit: a connection that is closed with
        unread bytes is reset, and the bye may be lost.
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
        """Close once nothing arrives for `QUIET_S`; while this timer is set, uvicorn does not close."""
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
        """Refill the token bucket of frames; False when it is still overdrawn."""
        now = self.loop.time()
        gained = (now - self._refilled_at) * self.terms.frames_per_second
        self.frames_left = min(self.terms.frames_burst, self.frames_left + gained)
        self._refilled_at = now
        return self.frames_left >= 0

    def handle_text(self, event: Frame) -> None:
        """Pass a complete text to `on_text`, unless an earlier one still waits in the queue for ASGI."""
        if self.on_text is None or not event.fin or not self.queue.empty():
            return super().handle_text(event)
        try:
            text = str(event.data, "utf-8")
        except UnicodeDecodeError:
            return self._end(CloseCode.INVALID_DATA, "not UTF-8")
        self.on_text(text)
        return None

    def handle_cont(self, event: Frame) -> None:
        """Refuse a message of very many fragments, since even an empty one costs memory."""
        if len(self.frames) >= MOST_FRAGMENTS:
            return self._end(CloseCode.MESSAGE_TOO_BIG, "too many fragments")
        return super().handle_cont(event)

    def send_receive_event_to_app(self) -> None:
        """Queue a complete message. uvicorn's own would log a traceback for each that is not UTF-8."""
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
        """Send the pongs that `websockets` has made, unless too many bytes are unsent."""
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
        """Limit how long the transport, which closes itself once its buffer is written, may take."""
        self._end_unread()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._abort is not None:
            self._abort.cancel()
            self._abort = None
        if self.waiting_connections is not None:
            self.waiting_connections.gone(self)
        if exc is not None:
            self.on_failure(exc)
        super().connection_lost(exc)
        del self.conn.parser  # a generator that refers to `conn`: a reference cycle

    def _end(self, code: CloseCode, reason: str) -> None:
        """Close a connection that violates the protocol or a limit, without waiting for an answer."""
        if self.conn.state is not State.OPEN:
            return self.transport.abort()
        self.conn.fail(code, reason)
        self.handle_parser_exception()
        return self._end_unread()

    def end_in_time(self) -> None:
        """Abort the connection if it has not ended within `LINGER_S`, for whatever reason."""
        if self._abort is None and not self.disconnected:
            self._abort = self.loop.call_later(LINGER_S, self.transport.abort)

    def _end_unread(self) -> None:
        """Limit the time to close while bytes are unsent.

        A transport closes once its buffer is written; a peer that does not read would delay that forever.
        """
        if self.transport.get_write_buffer_size():
            self.end_in_time()


def protocol_with_limits(
    settings: Settings, scheme: str, on_failure: Callable[[BaseException], None]
) -> type[DirectDeliveryProtocol]:
    """The protocol class with these limits, whose connections share one `LoopShare`.

    `on_failure` gets the error that has ended a connection.
    """

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
        "refusal_headers": error_headers(scheme),
        "on_failure": staticmethod(on_failure),
    }
    return type("DirectDeliveryProtocol", (DirectDeliveryProtocol,), limits)


def protocol_of(websocket: WebSocket) -> DirectDeliveryProtocol | None:
    """The protocol of the connection; None where the server has another."""
    protocol: DirectDeliveryProtocol | None = websocket.scope.get("extensions", {}).get(EXTENSION)
    return protocol


@contextlib.contextmanager
def direct_delivery(websocket: WebSocket, on_text: OnText, *, phone: bool) -> Iterator[None]:
    """Deliver complete texts to `on_text` at once where the server can; all else comes through ASGI."""
    protocol = protocol_of(websocket)
    if protocol is not None:
        protocol.begin(on_text, protocol.phone if phone else protocol.screen)
    try:
        yield
    finally:
        if protocol is not None:
            protocol.on_text = None
