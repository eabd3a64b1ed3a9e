"""The connection of one screen, from hello to bye, over any transport: authentication, frames, answers.

A connection accepts a valid hello, handles frames one by one and answers through its sink. A malformed frame
drops the screen, unless it is a command with an id, which is rejected. Commands beyond the rate limit are
rejected, other frames beyond it are ignored. No frame can end the connection with an exception.
"""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import assert_never

from app.core.codec import UnreadableLog
from app.core.commands import (
    Actor,
    AskQuestion,
    Command,
    ConnectDevice,
    Join,
    PairWith,
    RenewKey,
    RevokeDevice,
)
from app.core.rejections import Code, Rejection
from app.core.rules.people import refusal_to_newcomers
from app.core.state import State
from app.core.views import Audience, may_look
from app.rooms import frames
from app.rooms.frames import ByeReason
from app.rooms.hub import Ack, Reply
from app.rooms.newcomers import places_without_nod
from app.rooms.room import Room
from app.rooms.seat import INVITED, Credential, Seat, Sink
from app.store import LogUnavailable
from app.web import wire
from app.web.auth import device_of, participant_of
from app.web.context import AppContext
from app.web.guessing import TooManyGuesses
from app.web.rate_limit import RateLimiter, TokenBucket, tokens_of

# Seconds after which a change of audience is tried again when the rate limit has refused it.
LOOK_AGAIN_S = 1.0
# Commands after which keys are no longer valid.
REVOKING = (RenewKey, RevokeDevice)
_logger = logging.getLogger("summe.web")


class Refused(Exception):
    """The connection is refused; `code` is sent in the bye."""

    def __init__(self, code: ByeReason) -> None:
        super().__init__(code)
        self.code = code


def parse_hello(text: str) -> wire.Hello:
    """The hello in a first frame; raises Refused when it does not follow this protocol."""
    try:
        hello = wire.parse(text)
    except wire.BadFrame:
        raise Refused("no_hello") from None
    if not isinstance(hello, wire.Hello) or hello.v != frames.PROTOCOL:
        raise Refused("no_hello")
    return hello


def may_wait(context: AppContext, hello: wire.Hello) -> int:
    """How many bytes may be buffered for this screen (backpressure: beyond that it is dropped)."""
    settings = context.settings
    return settings.phone_waiting_bytes if hello.role == "phone" else settings.screen_waiting_bytes


async def accept(
    context: AppContext,
    rate_limiter: RateLimiter,
    code: str,
    hello: wire.Hello,
    sink: Sink,
    take_place: Callable[[], bool] = lambda: True,
) -> "ScreenConnection":
    """Authenticate a hello and seat the screen; raises Refused.

    `take_place` says whether the transport has room for another phone.
    """
    try:
        room = await _find_room(context, code, hello)
    except LogUnavailable as error:
        _logger.error("the log cannot be read: %s", error)
        raise Refused("restart") from None
    except TooManyGuesses:
        raise Refused("busy") from None
    if hello.role == "phone" and (context.waiting_connections.is_full or not take_place()):
        room.refused()  # the facilitator is shown it
        raise Refused("full")
    if hello.afresh is not None:
        context.metrics.afresh(hello.afresh)
    enter = _accept_phone if hello.role == "phone" else _accept_screen
    seat, actor = await enter(context, room, hello, sink)
    sink.send(_welcome(context, room, hello))
    room.join(seat)
    _drop_excess(context, room, seat)
    return ScreenConnection(context, rate_limiter, room, seat, actor)


async def _find_room(context: AppContext, code: str, hello: wire.Hello) -> Room:
    """The room with this join code, for a screen that may enter it; raises Refused.

    A session is loaded only for a phone or a valid key. An unknown code, an unknown key, and a phone whose
    session is not loaded are answered after the same delay; raises TooManyGuesses when too many are.
    """
    hub = context.hub
    with context.guesses.answering(looks_up=not hub.is_loaded(code)) as answer:
        about = await hub.about(code)
        if about is None:
            await answer.miss()
            raise Refused("unknown_session" if hello.role == "phone" else "unknown_key")
        if hello.role != "phone":
            try:
                _credential(context, about, hello)
            except Refused as refused:
                if refused.code == "unknown_key":
                    await answer.miss()
                raise
        elif not hub.is_loaded(code):
            await answer.wait()
    try:
        room = await hub.room(code)
    except UnreadableLog:
        room = None
    if room is None:
        raise Refused("unknown_session")
    return room


def _credential(context: AppContext, state: State, hello: wire.Hello) -> Credential:
    """What a board or console authenticates with; raises Refused."""
    key = hello.key or ""
    credential = context.auth.authenticate(state, key)
    only_on = {"board": "board", "grouping": "console"}.get(credential or "", hello.role)
    if credential is None or hello.role != only_on:
        raise Refused("not_yours" if context.auth.was_revoked(state, key) else "unknown_key")
    return credential


async def _accept_screen(
    context: AppContext, room: Room, hello: wire.Hello, sink: Sink
) -> tuple[Seat, Actor | None]:
    credential = _credential(context, room.state, hello)
    invited = device_of(hello.key or "") if credential in INVITED else None
    if hello.role == "board":
        preview = hello.device is not None  # the preview on that console
        return Seat(Audience("board", ""), sink, device=invited, credential=credential, preview=preview), None
    device = invited or hello.device or "console"
    grouping = credential == "grouping"
    actor = Actor("grouping" if grouping else "facilitator", device)
    if not room.state.ended:
        await context.hub.ask(room.session_id, actor, "", "", ConnectDevice(hello.name or ""))
    # The key may have been renewed, or the device revoked, while the command was being stored.
    state, credential = room.state, _credential(context, room.state, hello)
    if state.is_revoked(device):
        raise Refused("not_yours")
    language = hello.lang if hello.lang in state.run_sheet.languages else state.language
    audience = Audience("console", language or state.language, grouping=grouping)
    return Seat(audience, sink, device=device, credential=credential), actor


async def _accept_phone(
    context: AppContext, room: Room, hello: wire.Hello, sink: Sink
) -> tuple[Seat, Actor | None]:
    if hello.token is None:
        raise Refused("no_hello")
    state = room.state
    participant = participant_of(room.session_id, hello.token)
    actor = Actor("participant", participant)
    if participant in state.swept:
        raise Refused("removed")
    if participant not in state.participants:
        await _join(context, room, actor)
    preferred = (hello.lang or "").lower()[:2]
    language = preferred if preferred in state.run_sheet.languages else state.run_sheet.languages[-1]
    if not preferred:
        language = state.language
    return Seat(Audience("phone", language), sink, participant=participant), actor


async def _join(context: AppContext, room: Room, actor: Actor) -> None:
    """Join a newcomer; raises Refused, without work for the writer when the state already forbids it."""
    settings, state = context.settings, room.state
    without_nod = places_without_nod(
        state.expected,
        settings.newcomers_wait_beyond,
        settings.newcomers_wait_at_least,
        settings.newcomers_wait_unknown,
    )
    join = Join(settings.participants_per_session, without_nod)
    reply: Reply | None = None if state.ended else refusal_to_newcomers(state, join)
    if reply is None:
        if not context.joins.allow(room.session_id, context.clock.now_ms()):
            raise Refused("busy")
        reply = await context.hub.ask(room.session_id, actor, "", "", join)
    if isinstance(reply, Ack):
        return
    code = reply.code
    if code == "waiting":
        room.waits(actor.id)
    elif code == "full":
        room.refused()
    raise Refused(code if code in ("full", "locked", "waiting", "removed", "ended") else "restart")


def _welcome(context: AppContext, room: Room, hello: wire.Hello) -> bytes:
    now_ms, settings = context.clock.now_ms(), context.settings
    if hello.role == "phone":
        step = room.state.stage.step
        return frames.welcome(
            now_ms,
            settings.phone_frame_bytes,
            context.build,
            hello.role,
            step,
            statement=bool(settings.accessibility_url),
            emptied=room.state.emptied,
        )
    return frames.welcome(now_ms, settings.frame_bytes, context.build, hello.role)


def _drop_excess(context: AppContext, room: Room, seat: Seat) -> None:
    """Drop the oldest connections of a participant who has too many."""
    if seat.participant is None:
        return
    others = [one for one in room.seats_of(seat.participant) if one is not seat]
    for one in others[: max(0, len(others) + 1 - context.settings.sockets_per_participant)]:
        one.sink.drop("superseded")


class ScreenConnection:
    """The connection of a seated screen; without an actor (a board) it may send no commands."""

    __slots__ = (
        "_actor",
        "_context",
        "_frames",
        "_later",
        "_looks",
        "_most",
        "_rate_limiter",
        "_room",
        "seat",
    )

    def __init__(
        self, context: AppContext, rate_limiter: RateLimiter, room: Room, seat: Seat, actor: Actor | None
    ) -> None:
        settings = context.settings
        self._context = context
        self._rate_limiter = rate_limiter
        self._room = room
        self._actor = actor
        self._frames = TokenBucket(settings.frames_per_second, settings.frames_burst, settings.frames_burst)
        phone = seat.audience.role == "phone"
        self._most = settings.phone_frame_bytes if phone else settings.frame_bytes
        # Whether the phone asks to see others' questions, and the timer of a delayed change of audience.
        self._looks = False
        self._later: asyncio.TimerHandle | None = None
        self.seat = seat

    def handle_frame(self, text: str | None) -> bool:
        """Handle one frame, without waiting; False when the screen has been dropped."""
        seat = self.seat
        if seat.sink.closed:
            return False  # sent before the screen had received the bye
        if text is None or len(text) > self._most or len(text.encode(errors="replace")) > self._most:
            seat.sink.drop("bad_frame")
            return False
        try:
            frame = wire.parse(text)
        except wire.BadFrame as error:
            if error.id is None:
                seat.sink.drop("bad_frame")
                return False
            seat.sink.send(frames.reject(error.id, "invalid"))
            return True
        now_ms = self._context.clock.now_ms()
        quick_enough = self._frames.take(now_ms)
        if isinstance(frame, wire.Cmd):
            refused = self._ask(frame, now_ms) if quick_enough else "too_fast"
            if refused == "too_fast":
                self._room.refused()
            if refused is not None:
                seat.sink.send(frames.reject(frame.id, refused))
        elif quick_enough:
            self._handle_signal(frame, now_ms)
        return True

    def leave(self) -> None:
        """Leave the room."""
        if self._later is not None:
            self._later.cancel()
        self._room.leave(self.seat)

    def _handle_signal(self, frame: wire.Signal, now_ms: int) -> None:
        room, seat = self._room, self.seat
        match frame:
            case wire.Ping():
                seat.sink.send(frames.pong(frame.c, now_ms, room.lanes(seat)))
            case wire.Look():
                self._looks = frame.at == "others"
                self._look(now_ms)
            case wire.Typing():
                room.typing(seat, frame.on)
            case wire.Asleep():
                room.asleep(seat, frame.on)
            case wire.Gong():
                if seat.audience.role == "console" and not seat.audience.grouping:
                    room.strike_gong()
            case wire.Equipped():
                if seat.audience.role == "board":
                    room.equipped(seat, frame.sound, frame.gong, frame.awake)
            case wire.Hello():
                pass  # the screen is seated already
            case _:
                assert_never(frame)

    def _look(self, now_ms: int) -> None:
        """Move the phone to the audience that it asks for, later when the participant is over the rate limit.

        It is limited because each move is answered by a snapshot of the whole view.
        """
        room, seat = self._room, self.seat
        looks = self._looks and may_look(room.state)
        if seat.participant is None or looks == seat.audience.looks or self._later is not None:
            return
        if self._context.commands.allow(seat.participant, now_ms):
            room.look(seat, looks)
        else:
            self._later = asyncio.get_running_loop().call_later(LOOK_AGAIN_S, self._look_again)

    def _look_again(self) -> None:
        self._later = None
        self._look(self._context.clock.now_ms())

    def _ask(self, cmd: wire.Cmd, now_ms: int) -> Code | None:
        """Put a command to the hub, whose reply is sent later; returns a code when it is rejected here.

        Its id is an idempotency key: a command seen before is answered as before, and not rate limited.
        """
        room, actor = self._room, self._actor
        if actor is None:
            return "forbidden"
        parsed = wire.to_core(cmd)
        if parsed is None:
            return "invalid"
        command, fingerprint = parsed
        if self._is_beyond_device(command):
            return "forbidden"
        if cmd.id not in room.state.seen_commands and not self._may_ask(actor, command, now_ms):
            return "too_fast"
        reply = self._context.hub.put(room.session_id, actor, cmd.id, fingerprint, command)
        if isinstance(command, REVOKING):
            reply = asyncio.ensure_future(self._context.revoked_everywhere(room.session_id, command, reply))
        reply.add_done_callback(partial(self._reply, cmd.id))
        return None

    def _is_beyond_device(self, command: Command) -> bool:
        """Whether an invited device may not send this: it cannot renew a key, and can revoke only itself."""
        if self.seat.credential != "device":
            return False
        if isinstance(command, RevokeDevice):
            return command.device != self.seat.device
        return isinstance(command, RenewKey)

    def _may_ask(self, actor: Actor, command: Command, now_ms: int) -> bool:
        """Whether a participant's or a helper's rate limits allow this; others have only that of frames."""
        if actor.role == "grouping":
            return self._context.moves.allow(actor.id, now_ms, tokens_of(command))
        if actor.role != "participant":
            return True
        if not self._context.commands.allow(actor.id, now_ms, tokens_of(command)):
            return False
        if isinstance(command, PairWith) and command.code:
            return self._context.pair_tries.allow(actor.id, now_ms)
        return not isinstance(command, AskQuestion) or self._rate_limiter.allow(actor.id, now_ms)

    def _reply(self, id: str, reply: asyncio.Future[Reply]) -> None:
        if reply.cancelled():
            return  # the process is ending; the screen will send the command again
        if (error := reply.exception()) is not None:
            _logger.error("a command could not be put: %r", error, extra={"session": self._room.session_id})
            self.seat.sink.send(frames.reject(id, "not_saved"))
            return
        match reply.result():
            case Rejection(code=code):
                self.seat.sink.send(frames.reject(id, code))
            case Ack(seq=seq):
                self.seat.sink.send(frames.ack(id, seq))
