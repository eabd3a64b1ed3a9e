"""The server's HTTP protocol: uvicorn's, with limits of size and time in every state of a connection.

| state of a connection | limit | beyond it the connection is |
|---|---|---|
| before a request and in its headers | `request_s`; 16 KiB, 100 headers | ended; refused with 431, or ended |
| in a body | `request_s` for each 16 KiB; beside the body 16 KiB of framing | ended; refused with 400 |
| while a request is answered | `READ_BYTES`, received already | not read |
| while the client does not read the answer | `stalled_s` without a byte taken | ended |
| after an answer | `IDLE_S` | closed |

What is parsed of all connections in one turn of the loop is limited (`parsing_turns`). Near the limit of open
files, waiting connections are ended (`waiting_connections`), and so are those that have not read their
answers for longest when all of these are too large (`unread_answers`).
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import httptools
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.protocols.utils import get_local_addr, get_remote_addr, is_ssl

from app.settings import Settings
from app.web.bounded_reading import BoundedReading
from app.web.origin_guard import error_headers
from app.web.parsing_turns import Turns
from app.web.unread_answers import UnreadAnswers
from app.web.waiting_connections import WaitingConnections
from app.web.websocket_protocol import DirectDeliveryProtocol

# Bytes allowed for a request's line, headers and framing (chunk sizes, their extensions, trailers).
FRAMING_BYTES = 16_384
# Each byte of body allows this many more bytes of framing; a chunk of one byte has five.
FRAMING_FOR_A_BYTE = 8
MOST_HEADERS = 100
# The timeout restarts after this many bytes of body. Parsing pauses while as many wait for the application.
BODY_BYTES = 16_384
# For a body that is no larger, the application is called once it is whole, or has been on its way for so
# long. Finding a route is most of what such a request costs, and in vain if the body breaks off. One whose
# size is not declared is awaited for so many bytes; beyond them it counts as a large one.
BODY_COMES_IN_S = 0.3
UNDECLARED_BYTES = 4_096
# Bytes that are parsed at once, a piece. Of the pipelined requests in one piece, `MOST_WAITING` may wait.
PIECE_BYTES = 4_096
MOST_WAITING = 8
IDLE_S = 5.0
# When an answer is complete before its request is, this much more is read and discarded: a connection closed
# with unread bytes is reset, and the answer may be lost.
LINGER_S = 2.0
LINGER_BYTES = 1_048_576
# Too large headers are refused once nothing has arrived for `QUIET_S`. If more than `QUIET_BYTES` arrive
# first, the connection is aborted: a client that sends headers without end does not read an answer.
QUIET_S = 0.5
QUIET_BYTES = 65_536

# So much is read of a connection at once. It waits in full for the connection's turn to be parsed.
READ_BYTES = 4_096
_read = memoryview(bytearray(READ_BYTES))

_MALFORMED = 400
_TOO_LARGE = 431
_REFUSALS = {
    _MALFORMED: b'{"detail":"This is not a request that this server understands."}',
    _TOO_LARGE: b'{"detail":"The headers of this request are larger than this server takes."}',
}


class _Flow(FlowControl):
    """uvicorn's flow control, in which the protocol decides when reading resumes."""

    def __init__(self, transport: asyncio.Transport, read_on: Callable[[], None]) -> None:
        super().__init__(transport)
        self.read_on: Callable[[], None] | None = read_on

    def resume_reading(self) -> None:
        if self.read_on is not None:
            self.read_on()


class HttpProtocol(HttpToolsProtocol):
    """uvicorn's protocol with limits. Requests write and close through it, as if it were the transport."""

    request_s = 10.0
    stalled_s = 10.0
    turns: Turns
    waiting_connections: WaitingConnections
    unread_answers: UnreadAnswers
    refusal_headers: Sequence[tuple[bytes, bytes]] = ()
    on_failure: Callable[[BaseException], None]

    flow: _Flow
    _deadline: asyncio.TimerHandle | None = None
    _watch: asyncio.TimerHandle | None = None
    # Bytes received and not yet parsed, from `_at` on.
    _unread = b""
    _at = 0
    _awaits_turn = False
    # The request that is being answered (uvicorn's RequestResponseCycle); uvicorn's `cycle` is the newest.
    _answering: Any = None
    # While that request's body is awaited: the application still to be called, the timer that calls it, and
    # the bytes of body after which it is called.
    _app: Any = None
    _awaits_bytes = 0
    _call: asyncio.TimerHandle | None = None
    _receiving = False
    _in_headers = False
    _upgrades = False
    _keep_alive = True
    # Once `_over`, nothing more is parsed; up to `_lingers` bytes that still arrive are discarded.
    _over = False
    _lingers = 0
    _refuses_when_quiet = False
    _last = False
    _status = _MALFORMED
    _framing_left = FRAMING_BYTES
    _body_left = 0
    _written = 0
    _taken = 0

    # ---- the connection

    def connection_made(self, transport: Any) -> None:
        """As uvicorn's, with the flow control and the limits of this class."""
        self.connections.add(self)
        self.transport = transport
        self.flow = _Flow(transport, self._read_on)
        self.server, self.client = get_local_addr(transport), get_remote_addr(transport)
        self.scheme = "https" if is_ssl(transport) else "http"
        self._within(self.request_s, transport.abort)
        self.waiting_connections.arrived(self)
        transport.set_protocol(BoundedReading(self))

    @property
    def reads_into(self) -> memoryview:
        return _read

    def bytes_received(self, count: int) -> None:
        self.data_received(bytes(_read[:count]))

    @property
    def awaits_turn(self) -> bool:
        """Whether bytes have been received that are still to be parsed."""
        return self._awaits_turn

    def connection_lost(self, exc: Exception | None) -> None:
        """Mark the answered and the waiting requests as disconnected; uvicorn marks only the newest."""
        self.waiting_connections.gone(self)
        self.unread_answers.taken(self)
        self._stop_deadline()
        if self._watch is not None:
            self._watch.cancel()
        self._call_no_app()
        waiting = [cycle for cycle, _ in self.pipeline]
        for cycle in (self._answering, *waiting) if self._answering else waiting:
            cycle.disconnected = True
            cycle.message_event.set()
        if exc is not None:
            self.on_failure(exc)
        super().connection_lost(exc)
        self._forget()

    def handle_websocket_upgrade(self) -> None:
        self._stop_deadline()
        self.waiting_connections.serves(self)
        super().handle_websocket_upgrade()
        protocol = self.transport.get_protocol()
        if isinstance(protocol, DirectDeliveryProtocol):
            protocol.waiting_connections = self.waiting_connections
            self.waiting_connections.waits(protocol)
        self.transport.resume_reading()
        self._forget()

    def shutdown(self) -> None:
        self._last = True
        if self._answering is None:
            self.transport.close()
        else:
            self.pipeline.clear()
            self._answering.keep_alive = False

    def _forget(self) -> None:
        """Drop references back to this protocol, which would keep it until a garbage collection."""
        self._over = True
        self._unread = b""
        self.pipeline.clear()
        self.flow.read_on = None
        self._answering = self._deadline = self._watch = None
        self.parser = self.cycle = self.scope = self.headers = None  # type: ignore[assignment]  # no use after this

    # ---- deadlines

    def _within(self, seconds: float, otherwise: Callable[[], None]) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = self.loop.call_later(seconds, otherwise)

    def _stop_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _watch_taking(self) -> None:
        """Abort the connection when bytes wait to be written and none is taken for `stalled_s`."""
        if self._watch is None:
            self._taken = self._written - self.transport.get_write_buffer_size()
            self._watch = self.loop.call_later(self.stalled_s, self._look)

    def _look(self) -> None:
        self._watch = None
        waiting = self.transport.get_write_buffer_size()
        if waiting and self._written - waiting == self._taken:
            self.transport.abort()
        elif waiting:
            self._watch_taking()

    # ---- reading

    def data_received(self, data: bytes) -> None:
        if self._over:
            self._lingers -= len(data)
            if self._lingers < 0:
                self.transport.abort()
            elif self._refuses_when_quiet:
                self._refuse_when_quiet()
            return
        self._unread = self._unread[self._at :] + data if self._unread else data
        self._at = 0
        self._read_on()

    def _read_on(self) -> None:
        """Parse and answer as far as limits and turns allow; reading pauses while bytes are left to parse."""
        while not self._awaits_turn and self._can_go_on():
            if self.turns.take(self.loop):
                self._go_on()
            else:
                self._awaits_turn = True
                self.turns.wait(self._take_turn)
        if self._unread:
            self.flow.pause_reading()
        elif self.flow.read_paused and not self._over:
            self.flow.read_paused = False
            self.transport.resume_reading()

    def _take_turn(self) -> None:
        self._awaits_turn = False
        if self._can_go_on():
            self._go_on()
        self._read_on()

    def _can_go_on(self) -> bool:
        """Whether a request waits and none is being answered, or there are bytes that may be parsed."""
        if self.pipeline and self._answering is None:
            return True
        return bool(self._unread) and self._may_parse()

    def _go_on(self) -> None:
        """Start the next request, or parse a piece; each counts as a piece in `Turns`."""
        if not self.pipeline or self._answering is not None:
            return self._parse_piece()
        cycle, app = self.pipeline.pop()
        self._start_asgi_task(cycle, app)
        if cycle.more_body:
            self._within(self.request_s, self.transport.abort)
        return None

    def _may_parse(self) -> bool:
        """Whether the application has room: it is answering nothing, or waits for more of a body."""
        if self._over or self.flow.write_paused:
            return False
        answering = self._answering
        return answering is None or (answering.more_body and len(answering.body) < BODY_BYTES)

    def _parse_piece(self) -> None:
        end = self._at + PIECE_BYTES
        piece = self._unread[self._at : end]
        if end < len(self._unread):
            self._at = end
        else:
            self._unread = b""
        offers_other = False
        try:
            self.parser.feed_data(piece)
        except httptools.HttpParserUpgrade:
            offers_other = True
        except httptools.HttpParserError:
            return self._refuse(self._status)
        self.waiting_connections.heard(self)
        self._framing_left -= len(piece)
        if self._framing_left < 0:
            if not self._in_headers:
                return self._refuse(_MALFORMED)
            self._over = self._refuses_when_quiet = True
            self._lingers = QUIET_BYTES
            return self._refuse_when_quiet()
        if self._upgrades:
            return self.handle_websocket_upgrade()
        if offers_other:  # an upgrade to something unknown is ignored: the request is answered
            self._end_after_answers()
        return None

    # ---- callbacks of the parser; an exception in one ends the parsing

    def on_message_begin(self) -> None:
        if len(self.pipeline) >= MOST_WAITING:
            raise httptools.HttpParserError("too many requests at once")
        self._receiving = self._in_headers = True
        self._framing_left = FRAMING_BYTES
        self._body_left = 0
        if self._answering is None:
            self._within(self.request_s, self.transport.abort)
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._in_headers = False
        if len(self.headers) > MOST_HEADERS:
            self._status = _TOO_LARGE
            raise httptools.HttpParserError("too many headers")
        if not self.url.lower().startswith((b"/", b"http://", b"https://")):
            raise httptools.HttpParserError("no address of a page")
        self._upgrades = self.parser.should_upgrade() and super()._should_upgrade()
        if self._upgrades and self.parser.get_http_version() == "1.0":
            self._upgrades = False
            raise httptools.HttpParserError("HTTP/1.0 has no upgrades")
        super().on_headers_complete()
        if self._upgrades:
            return
        self.headers = []  # for trailers, which nothing reads: they must not become headers of the request
        cycle: Any = self.cycle
        cycle.transport = self
        # An answer that starts before the whole request has been read ends the connection.
        self._keep_alive = cycle.keep_alive and not self._last
        cycle.keep_alive = False

    def _should_upgrade(self) -> bool:
        return self._upgrades

    def on_body(self, body: bytes) -> None:
        size = len(body)
        self._framing_left = min(FRAMING_BYTES, self._framing_left + (FRAMING_FOR_A_BYTE + 1) * size)
        self._body_left -= size
        if self._body_left < 0:
            self._body_left += max(size, BODY_BYTES)
            if self.cycle is self._answering:
                self._within(self.request_s, self.transport.abort)
        super().on_body(body)
        if self._app is not None and len(self._answering.body) > self._awaits_bytes:
            self._call_app()

    def on_message_complete(self) -> None:
        self._receiving = False
        if not self._upgrades:
            if self._answering is None or self.cycle is self._answering:
                self._stop_deadline()
            if self.cycle is self._answering:
                self.waiting_connections.serves(self)
            if not self.cycle.response_started:
                self.cycle.keep_alive = self._keep_alive
        super().on_message_complete()
        if self._app is not None:
            self._call_app()

    # ---- answering

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        self._answering = cycle
        if cycle.more_body:  # a body may come slowly, or never
            self.waiting_connections.waits(self)
        else:
            self.waiting_connections.serves(self)
        awaited = _awaited_bytes(cycle.scope["headers"])
        if cycle.more_body and not cycle.waiting_for_100_continue and len(cycle.body) <= awaited:
            self._app, self._awaits_bytes = app, awaited
            self._call = self.loop.call_later(BODY_COMES_IN_S, self._call_app)
        else:
            super()._start_asgi_task(cycle, app)

    def _call_app(self) -> None:
        app = self._app
        self._call_no_app()
        super()._start_asgi_task(self._answering, app)

    def _call_no_app(self) -> None:
        self._app = None
        if self._call is not None:
            self._call.cancel()
            self._call = None

    def write(self, data: bytes) -> None:
        self._written += len(data)
        self.transport.write(data)
        if self.flow.write_paused:
            self.unread_answers.wait(self, self.transport.get_write_buffer_size())

    def is_closing(self) -> bool:
        return self.transport.is_closing()

    def close(self) -> None:
        """End the connection once the written bytes have been taken."""
        if self.transport.is_closing():
            return
        self._watch_taking()
        if not self._receiving:
            self.transport.close()
            return
        self._over = True
        self._unread = b""
        self._lingers = LINGER_BYTES
        self._within(LINGER_S, self.transport.abort)
        self.transport.write_eof()
        self.transport.resume_reading()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch_taking()

    def resume_writing(self) -> None:
        super().resume_writing()
        self.unread_answers.taken(self)
        self._read_on()

    def on_response_complete(self) -> None:
        self.server_state.total_requests += 1
        self._answering = None
        if self.transport.is_closing() or self._lingers:
            return
        if self._receiving:
            self._within(self.request_s, self.transport.abort)
        elif not self.pipeline:
            self._within(IDLE_S, self.close)
        if not self.pipeline:
            self.waiting_connections.waits(self)
        self._read_on()

    def _end_after_answers(self) -> None:
        """Parse nothing more; the newest request that was received whole is the last to be answered."""
        self._over = True
        self._unread = b""
        self.flow.pause_reading()
        while self.pipeline and self.pipeline[0][0].more_body:
            self.pipeline.popleft()
        last = self.pipeline[0][0] if self.pipeline else self._answering
        last.keep_alive = False

    def _refuse_when_quiet(self) -> None:
        """Refuse too large headers once nothing has arrived for `QUIET_S`."""
        self._unread = b""
        self._within(QUIET_S, self._refuse_headers)
        self.transport.resume_reading()

    def _refuse_headers(self) -> None:
        self._refuses_when_quiet = False
        self._refuse(_TOO_LARGE)

    def _refuse(self, status: int) -> None:
        """Refuse a malformed or too large request.

        Behind a whole request that is being answered, the connection ends after the answers instead.
        """
        answering = self._answering
        if answering is not None and not answering.more_body:
            self._end_after_answers()
            return
        if answering is not None:
            answering.disconnected = True
            answering.message_event.set()
            self._call_no_app()
            if answering.response_started:
                self.transport.abort()
                return
        body = _REFUSALS[status]
        head = [
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % len(body)),
            (b"connection", b"close"),
            *self.refusal_headers,
        ]
        lines = [b"%s: %s\r\n" % header for header in head]
        self.write(b"".join((STATUS_LINE[status], *lines, b"\r\n", body)))
        self._receiving = True
        self.close()


def _awaited_bytes(headers: Sequence[tuple[bytes, bytes]]) -> int:
    """How many bytes of a body are awaited before the application is called; -1 for one declared as large."""
    for name, value in headers:
        if name == b"content-length":
            return BODY_BYTES if int(value) <= BODY_BYTES else -1
    return UNDECLARED_BYTES


def http_protocol(
    settings: Settings,
    scheme: str,
    waiting_connections: WaitingConnections,
    on_failure: Callable[[BaseException], None],
) -> type[HttpProtocol]:
    """The protocol class with these limits, for all connections of one server.

    `on_failure` gets the error that has ended a connection.
    """
    bounds = {
        "request_s": settings.request_s,
        "stalled_s": settings.stalled_s,
        "turns": Turns(),
        "waiting_connections": waiting_connections,
        "unread_answers": UnreadAnswers(settings.unread_bytes),
        "refusal_headers": error_headers(scheme),
        "on_failure": staticmethod(on_failure),
    }
    return type("HttpProtocol", (HttpProtocol,), bounds)
