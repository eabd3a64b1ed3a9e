"""The WebSocket endpoint /ws/{code}: a screen's connection, from accept to close."""

import asyncio
import contextlib

from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.rooms import frames
from app.rooms.frames import ByeReason
from app.rooms.seat import Seat
from app.web.connection import Refused, accept, may_wait, parse_hello
from app.web.context import AppContext
from app.web.framing import CLOSE_BYE
from app.web.rate_limit import RateLimiter
from app.web.sinks import ENDED, sink_for
from app.web.websocket_protocol import direct_delivery, protocol_of

PATH = "/ws/"


class Sockets:
    """Middleware that answers /ws/{code}, and passes all other requests on to the application.

    It is plain ASGI in front of the routing, since each layer between a socket and its endpoint costs memory
    for every connected phone.
    """

    def __init__(self, app: ASGIApp, context: AppContext, rate_limiter: RateLimiter) -> None:
        self._app = app
        self._context = context
        self._rate_limiter = rate_limiter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"] if scope["type"] == "websocket" else ""
        code = path.removeprefix(PATH)
        if code == path or "/" in code:
            return await self._app(scope, receive, send)
        websocket = WebSocket(scope, receive, send)
        await websocket.accept()
        scope["headers"] = []  # the origin guard has read them; they would cost memory while connected
        with contextlib.suppress(WebSocketDisconnect):
            await self._serve(websocket, code)
        return None

    async def _serve(self, websocket: WebSocket, code: str) -> None:
        """Serve one connection; it is closed with `no_hello` when no hello comes within `hello_s`."""
        context = self._context
        try:
            async with asyncio.timeout(context.settings.hello_s):
                first = await websocket.receive_text()
        except (TimeoutError, KeyError):
            return await _bye(websocket, "no_hello")
        try:
            hello = parse_hello(first)
            sink = sink_for(websocket, may_wait(context, hello), context.metrics)
            connection = await accept(context, self._rate_limiter, code, hello, sink)
        except Refused as refused:
            return await _bye(websocket, refused.code)
        try:
            with direct_delivery(websocket, connection.handle_frame, phone=hello.role == "phone"):
                while True:
                    message = await websocket.receive()
                    if message["type"] == "websocket.disconnect" or not connection.handle_frame(
                        message.get("text")
                    ):
                        return None
        finally:
            connection.leave()


async def _bye(websocket: WebSocket, code: ByeReason) -> None:
    protocol = protocol_of(websocket)
    if protocol is not None:
        protocol.end_in_time()
    with contextlib.suppress(*ENDED):
        await websocket.send_text(frames.bye(code).decode())
        await websocket.close(CLOSE_BYE, code)


async def sweep_stalled(context: AppContext) -> None:
    """Backpressure: keep dropping seats whose waiting bytes were not taken for `stalled_s`."""
    loop = asyncio.get_running_loop()
    last_taken: dict[Seat, tuple[int, float]] = {}
    while True:
        await asyncio.sleep(context.settings.stalled_s / 4)
        now: dict[Seat, tuple[int, float]] = {}
        seats = (seat for room in context.hub.rooms() for seat in room.seats)
        for seat in [one for one in seats if one.sink.waiting() and not one.sink.closed]:
            taken, since = last_taken.get(seat, (-1, 0.0))
            if taken != seat.sink.taken():
                now[seat] = (seat.sink.taken(), loop.time())
            elif loop.time() - since < context.settings.stalled_s:
                now[seat] = (taken, since)
            else:
                seat.sink.drop("too_slow")
        last_taken = now
