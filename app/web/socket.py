"""/ws/{code}: one screen from hello to goodbye.

Reads frames, asks the hub, answers. Whoever says nothing within the hello deadline, sends what is no
frame or floods is let go of; nothing a screen sends can end this task with an error.
"""

import asyncio
import contextlib
from dataclasses import dataclass

from starlette.websockets import WebSocket, WebSocketDisconnect

from app.core.codec import UnreadableLog
from app.core.commands import Actor, AskQuestion, ConnectDevice, Join
from app.core.rejections import Rejection
from app.core.views import Audience, may_look
from app.rooms.frames import encode
from app.rooms.room import Room
from app.rooms.seat import Seat
from app.web import wire
from app.web.door import device_of, participant_of
from app.web.fanout import DirectSink, QueuedSink, sink_for
from app.web.house import House

BUILD = "1"
UNKNOWN_CODE_DELAY_S = 0.5


@dataclass(slots=True)
class Bucket:
    """Lets through `per_second` on average and `burst` at once."""

    per_second: float
    burst: float
    left: float
    at_ms: int = 0

    def take(self, now_ms: int) -> bool:
        gained = (now_ms - self.at_ms) / 1000 * self.per_second
        self.left = min(self.burst, self.left + gained)
        self.at_ms = now_ms
        if self.left < 1:
            return False
        self.left -= 1
        return True


class Doorman:
    """Serves every socket of this process; knows each participant's pace over all their sockets."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._questions: dict[str, Bucket] = {}

    async def serve(self, websocket: WebSocket, code: str) -> None:
        """One connection, from accept to close."""
        await websocket.accept()
        try:
            await self._serve(websocket, code)
        except (WebSocketDisconnect, RuntimeError):
            return

    async def _serve(self, websocket: WebSocket, code: str) -> None:
        settings = self._house.settings
        try:
            async with asyncio.timeout(settings.hello_s):
                hello = wire.parse(await websocket.receive_text())
        except (TimeoutError, wire.BadFrame):
            return await _bye(websocket, "no_hello")
        if not isinstance(hello, wire.Hello) or hello.v != wire.PROTOCOL:
            return await _bye(websocket, "no_hello")
        try:
            room = await self._house.hub.room(code)
        except UnreadableLog:
            room = None
        if room is None:
            await asyncio.sleep(UNKNOWN_CODE_DELAY_S)
            return await _bye(websocket, "unknown_session")
        most = settings.phone_waiting_bytes if hello.role == "phone" else settings.screen_waiting_bytes
        sink = sink_for(websocket, most)
        admitted = await self._admit(room, hello, sink)
        if isinstance(admitted, str):
            return await _bye(websocket, admitted)
        seat, actor = admitted
        sink.send(self._welcome(hello))
        room.sit(seat)
        self._make_place(room, seat)
        try:
            await self._listen(websocket, room, seat, actor)
        finally:
            room.rise(seat)

    async def _admit(
        self, room: Room, hello: wire.Hello, sink: DirectSink | QueuedSink
    ) -> tuple[Seat, Actor] | str:
        """A seat and who sits there, or the code to say bye with."""
        state, door = room.state, self._house.door
        if hello.role == "phone":
            return await self._admit_phone(room, hello, sink)
        key = hello.key or ""
        came_by = door.recognise(state, key)
        if came_by is None or (came_by == "board" and hello.role != "board"):
            return "not_yours" if device_of(key) in state.revoked_devices else "unknown_key"
        if hello.role == "board":
            return Seat(Audience("board", ""), sink, came_by=came_by), Actor("clock", "board")
        device = device_of(key) or hello.device or "console"
        if device in state.revoked_devices:
            return "not_yours"
        actor = Actor("facilitator", device)
        if not state.ended:
            await self._house.hub.ask(room.session_id, actor, "", "", ConnectDevice(hello.name or ""))
        language = hello.lang if hello.lang in state.run_sheet.languages else state.language
        audience = Audience("console", language or state.language)
        return Seat(audience, sink, device=device, came_by=came_by), actor

    async def _admit_phone(
        self, room: Room, hello: wire.Hello, sink: DirectSink | QueuedSink
    ) -> tuple[Seat, Actor] | str:
        if hello.token is None:
            return "no_hello"
        state = room.state
        participant = participant_of(room.session_id, hello.token)
        actor = Actor("participant", participant)
        if participant not in state.participants:
            join = Join(self._house.settings.participants_per_session)
            answer = await self._house.hub.ask(room.session_id, actor, "", "", join)
            if isinstance(answer, Rejection):
                return answer.code if answer.code in ("full", "locked", "ended") else "restart"
        wished = (hello.lang or "").lower()[:2]
        language = wished if wished in state.run_sheet.languages else state.run_sheet.languages[-1]
        if not wished:
            language = state.language
        return Seat(Audience("phone", language), sink, participant=participant), actor

    def _welcome(self, hello: wire.Hello) -> bytes:
        settings = self._house.settings
        size = settings.phone_frame_bytes if hello.role == "phone" else settings.frame_bytes
        return encode(
            {
                "t": "welcome",
                "v": wire.PROTOCOL,
                "now_ms": self._house.clock.now_ms(),
                "limits": {"frame_bytes": size},
                "build": BUILD,
                "role": hello.role,
            }
        )

    def _make_place(self, room: Room, seat: Seat) -> None:
        """A participant has so many sockets; the others give way."""
        if seat.participant is None:
            return
        others = [one for one in room.seats_of(seat.participant) if one is not seat]
        for one in others[: max(0, len(others) + 1 - self._house.settings.sockets_per_participant)]:
            one.sink.drop("superseded")

    async def _listen(self, websocket: WebSocket, room: Room, seat: Seat, actor: Actor) -> None:
        settings, clock = self._house.settings, self._house.clock
        phone = seat.audience.role == "phone"
        most = settings.phone_frame_bytes if phone else settings.frame_bytes
        frames = Bucket(settings.frames_per_second, settings.frames_burst, settings.frames_burst)
        while True:
            message = await websocket.receive()
            if message["type"] == "websocket.disconnect":
                return
            text = message.get("text")
            if text is None or len(text) > most or len(text.encode(errors="replace")) > most:
                return seat.sink.drop("bad_frame")
            try:
                frame = wire.parse(text)
            except wire.BadFrame as error:
                if error.id is None:
                    return seat.sink.drop("bad_frame")
                seat.sink.send(wire.reject(error.id, "invalid"))
                continue
            quick_enough = frames.take(clock.now_ms())
            if isinstance(frame, wire.Cmd):
                answer = "too_fast" if not quick_enough else await self._command(room, seat, actor, frame)
                if isinstance(answer, str):
                    seat.sink.send(wire.reject(frame.id, answer))
                else:
                    seat.sink.send(wire.ack(frame.id, answer))
            elif quick_enough:
                self._small_talk(room, seat, frame)

    def _small_talk(self, room: Room, seat: Seat, frame: object) -> None:
        if isinstance(frame, wire.Ping):
            pong = {
                "t": "pong",
                "c": frame.c,
                "now_ms": self._house.clock.now_ms(),
                "lanes": room.lanes(seat),
            }
            seat.sink.send(encode(pong))
        elif isinstance(frame, wire.Look):
            room.look(seat, frame.at == "others" and may_look(room.state))
        elif isinstance(frame, wire.Typing):
            room.typing(seat, frame.on)

    async def _command(self, room: Room, seat: Seat, actor: Actor, cmd: wire.Cmd) -> int | str:
        """The seq of the acknowledgement, or the code of the rejection."""
        if seat.audience.role == "board":
            return "forbidden"
        command = wire.to_core(cmd)
        if command is None:
            return "invalid"
        again = cmd.id in room.state.asked
        if isinstance(command, AskQuestion) and not again and not self._at_human_pace(actor.id):
            return "too_fast"
        print_ = wire.fingerprint(cmd)
        answer = await self._house.hub.ask(room.session_id, actor, cmd.id, print_, command)
        return answer.code if isinstance(answer, Rejection) else answer.seq

    def _at_human_pace(self, participant: str) -> bool:
        settings = self._house.settings
        bucket = self._questions.get(participant)
        if bucket is None:
            burst = float(settings.questions_burst)
            bucket = self._questions[participant] = Bucket(settings.questions_per_second, burst, burst)
        return bucket.take(self._house.clock.now_ms())


async def _bye(websocket: WebSocket, code: str) -> None:
    with contextlib.suppress(RuntimeError):
        await websocket.send_text(wire.bye(code).decode())
        await websocket.close(4000, code)


async def sweep_stalled(house: House) -> None:
    """Let go of seats from which nothing has drained since the last look."""
    stuck: dict[Seat, int] = {}
    while True:
        await asyncio.sleep(house.settings.stalled_s / 2)
        now: dict[Seat, int] = {}
        for room in house.hub.rooms():
            for seat in room.seats:
                waiting = seat.sink.waiting()
                if waiting:
                    if stuck.get(seat, 0) and waiting >= stuck[seat]:
                        seat.sink.drop("too_slow")
                    now[seat] = waiting
        stuck = now
