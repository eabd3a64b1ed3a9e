"""The long-polling fallback, for networks that block WebSockets: a ScreenConnection over plain HTTP.

`POST /api/line/{code}` takes a hello and answers with the secret of a polling session ("line" in the
protocol), which is in the body of every further request, never in a URL. `…/hear` waits at most 20 s for
frames and returns them; `…/say` takes frames from the screen. A session without a request for 30 s ends.

The number of sessions is limited for each participant by `sockets_per_participant`, which counts all
connections, and in total by `polling_sessions`.
"""

import asyncio
import contextlib
import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.rooms import frames
from app.rooms.frames import ByeReason
from app.web.body_limit import LimitedRoute, body_up_to
from app.web.connection import Refused, ScreenConnection, accept, may_wait, parse_hello
from app.web.dependencies import CurrentContext, Responses, refused
from app.web.rate_limit import RateLimiter
from app.web.sinks import Losses

HEAR_S = 20.0
GONE_S = 30.0
# When there is no room for another phone, one that has made no request for this long is ended for it.
QUIET_S = 5.0
MOST_FRAMES = 50
MOST_ENDED = 100


class Opening(BaseModel):
    model_config = ConfigDict(extra="forbid")
    hello: str = Field(max_length=2_048)


class Asking(BaseModel):
    model_config = ConfigDict(extra="forbid")
    line: str = Field(max_length=64)
    frames: list[str] = Field(default=[], max_length=MOST_FRAMES)


class HeldSink:
    """Keeps frames until they are fetched; closes beyond `most` bytes (backpressure), or after a bye."""

    def __init__(self, most: int, losses: Losses) -> None:
        self._most = most
        self._losses = losses
        self._frames: list[bytes] = []
        self._waiting = self._taken = self._spared = 0
        self._awaited: asyncio.Future[None] | None = None
        self.closed = False
        self.on_close: Callable[[], object] | None = None

    def send(self, frame: bytes) -> None:
        if self.closed:
            return
        self._frames.append(frame)
        self._waiting += len(frame)
        if self._waiting - self._spared > self._most:
            self._close("too_slow")
        self._wake()

    def begin(self, frame: bytes) -> None:
        if self._waiting > self._most:
            self._close("too_slow")
        self._spared = self._waiting + len(frame)
        self.send(frame)

    def waiting(self) -> int:
        """Always 0: frames wait for the screen's next poll, and must not count as stalled."""
        return 0

    def taken(self) -> int:
        return self._taken

    def drop(self, code: ByeReason) -> None:
        self.send(frames.bye(code))
        self._close(code)

    async def wait(self) -> bool:
        """Wait at most `HEAR_S` for frames; False when a later call has replaced this one."""
        self._wake()
        mine = self._awaited = asyncio.get_running_loop().create_future()
        if not self._frames and not self.closed:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(HEAR_S):
                    await mine
        return self._awaited is mine

    def fetch(self) -> bytes:
        """Take all waiting frames, as a JSON list."""
        self._taken += self._waiting
        held, self._frames, self._waiting, self._spared = self._frames, [], 0, 0
        return b"[" + b",".join(held) + b"]"

    @property
    def is_awaited(self) -> bool:
        """Whether a call waits for frames."""
        return self._awaited is not None and not self._awaited.done()

    def _wake(self) -> None:
        if self._awaited is not None and not self._awaited.done():
            self._awaited.set_result(None)

    def _close(self, code: ByeReason) -> None:
        if not self.closed:
            self.closed = True
            self._losses.dropped(code)
            if self.on_close is not None:
                self.on_close()


@dataclass(slots=True)
class _PollingSession:
    connection: ScreenConnection
    sink: HeldSink
    expiry: asyncio.TimerHandle | None = None

    @property
    def may_give_way(self) -> bool:
        """Whether this is a phone that neither waits for frames nor has made a request within `QUIET_S`."""
        if self.sink.is_awaited or self.connection.seat.participant is None or self.expiry is None:
            return False
        return self.expiry.when() - GONE_S + QUIET_S <= asyncio.get_running_loop().time()


@dataclass(slots=True)
class PollingSessions:
    """All polling sessions of this process, by secret; ended ones are kept until their bye is fetched.

    A secret begins with the id of the process, so that other processes know where to forward it.
    """

    most: int
    process: str
    # Places of phones that are being accepted.
    taken: int = 0
    open: dict[str, _PollingSession] = field(default_factory=dict)
    ended: dict[str, _PollingSession] = field(default_factory=dict)

    @contextlib.contextmanager
    def arrival(self) -> Iterator[Callable[[], bool]]:
        """Gives a function that takes a place for a session, which is kept until the session has begun.

        Its result is False when there is none: others may take theirs while this one is accepted.
        """
        taken = False

        def take() -> bool:
            nonlocal taken
            taken = self._has_room()
            self.taken += taken
            return taken

        try:
            yield take
        finally:
            self.taken -= taken

    def _has_room(self) -> bool:
        """Whether another session may begin; ends that of the phone that was quiet for longest if need be."""
        if len(self.open) + self.taken < self.most:
            return True
        quiet = next((secret for secret, one in self.open.items() if one.may_give_way), None)
        if quiet is not None:
            self.end(quiet)
        return quiet is not None

    def begin(self, connection: ScreenConnection, sink: HeldSink) -> str:
        secret = f"{self.process}-{secrets.token_hex(16)}"
        self.open[secret] = _PollingSession(connection, sink)
        self.keep(secret)
        loop = asyncio.get_running_loop()
        # Not at once: a seat may be dropped while the room iterates over its seats.
        sink.on_close = partial(loop.call_soon, self._leave, secret)
        return secret

    def find(self, secret: str) -> _PollingSession | None:
        """The session with this secret, if its screen may still poll."""
        return self.open.get(secret) or self.ended.get(secret)

    def keep(self, secret: str) -> None:
        """Restart the timeout: the session ends `GONE_S` after the last call."""
        session = self.find(secret)
        if session is not None:
            if session.expiry is not None:
                session.expiry.cancel()
            session.expiry = asyncio.get_running_loop().call_later(GONE_S, self.end, secret)
            if secret in self.open:  # sessions are in the order of their last calls
                self.open[secret] = self.open.pop(secret)

    def end(self, secret: str) -> None:
        """End a session; its frames can no longer be fetched."""
        self._leave(secret)
        session = self.ended.pop(secret, None)
        if session is not None and session.expiry is not None:
            session.expiry.cancel()

    def _leave(self, secret: str) -> None:
        """Leave the room; frames of the last `MOST_ENDED` sessions that ended can still be fetched."""
        session = self.open.pop(secret, None)
        if session is not None:
            session.connection.leave()
            self.ended[secret] = session
            if len(self.ended) > MOST_ENDED:
                self.end(next(iter(self.ended)))


class Opened(BaseModel):
    """`line` is the polling session's secret; null when the hello was refused, with a bye in `frames`."""

    line: str | None
    frames: list[dict[str, Any]]


class Heard(BaseModel):
    frames: list[dict[str, Any]]


_OPENED: Responses = {201: {"model": Opened}, 200: {"model": Opened}}
_HEARD: Responses = {200: {"model": Heard}}


async def _polling_sessions(request: Request) -> PollingSessions:
    sessions: PollingSessions = request.app.state.polling_sessions
    return sessions


async def _rate_limiter(request: Request) -> RateLimiter:
    rate_limiter: RateLimiter = request.app.state.rate_limiter
    return rate_limiter


AllPollingSessions = Annotated[PollingSessions, Depends(_polling_sessions)]


async def _known(context: CurrentContext, sessions: AllPollingSessions, asking: Asking) -> _PollingSession:
    session = sessions.find(asking.line)
    if session is None:
        ended = HTTPException(410, "This line has ended; say hello again.")
        await context.processes.look_for(asking.line.partition("-")[0], ended)
        raise ended
    sessions.keep(asking.line)
    return session


Known = Annotated[_PollingSession, Depends(_known)]
# Frames are already encoded, so routes answer with raw bytes; the models are for OpenAPI only.
router = APIRouter(route_class=LimitedRoute, tags=["line"])


@router.post("/api/line/{code}", status_code=201, response_class=Response, responses=_OPENED)
async def hello(
    context: CurrentContext,
    sessions: AllPollingSessions,
    rate_limiter: Annotated[RateLimiter, Depends(_rate_limiter)],
    code: str,
    opening: Opening,
) -> Response:
    """Begin a polling session: 201 with its secret, or 200 with a bye when the hello is refused."""
    try:
        parsed = parse_hello(opening.hello)
        sink = HeldSink(may_wait(context, parsed), context.metrics)
        with sessions.arrival() as take_place:
            connection = await accept(context, rate_limiter, code, parsed, sink, take_place)
            secret = sessions.begin(connection, sink)
    except Refused as no:
        return _json(b'{"line":null,"frames":[%s]}' % frames.bye(no.code))
    return _json(b'{"line":%s,"frames":%s}' % (json.dumps(secret).encode(), sink.fetch()), 201)


@router.post("/api/line/{code}/hear", response_class=Response, responses=_HEARD | refused(410))
async def hear(sessions: AllPollingSessions, code: str, asking: Asking, session: Known) -> Response:
    """Long poll: the waiting frames as soon as there are any, or none after 20 s.

    A call replaces an earlier one, which is answered without frames.
    """
    fetched = session.sink.fetch() if await session.sink.wait() else b"[]"
    if session.sink.closed:
        sessions.end(asking.line)
    return _json(b'{"frames":%s}' % fetched)


@router.post("/api/line/{code}/say", status_code=204, responses=refused(410))
@body_up_to(lambda settings: 4 * settings.frame_bytes)
async def say(code: str, asking: Asking, session: Known) -> None:
    """Handle frames from the screen, in order; those after one that drops the screen are ignored."""
    for frame in asking.frames:
        if not session.connection.handle_frame(frame):
            break


def _json(body: bytes, status: int = 200) -> Response:
    return Response(body, status_code=status, media_type="application/json")
