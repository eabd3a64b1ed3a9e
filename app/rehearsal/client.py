"""The simulated client: one screen's connection, which reconnects by itself as the browser's does.

Keeps unanswered commands and sends them again under the same id after every reconnection, pings when no
frame has come for a while, and compares digests with every pong. Sends some commands twice, as happens on
bad Wi-Fi.
"""

import asyncio
import contextlib
import json
import secrets
import time
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any

import websockets
from websockets.asyncio.client import ClientConnection

from app.rehearsal.mirror import Frame, Gap, Mirror
from app.rehearsal.sim_clock import SimClock
from app.rehearsal.statistics import Statistics

# Codes of a bye after which a screen does not reconnect.
FINAL = frozenset(
    {"unknown_session", "unknown_key", "not_yours", "superseded", "erased", "ended", "no_hello"}
)
# Final byes that are no error in a rehearsal.
AS_EXPECTED = frozenset({"erased", "ended", "not_yours", "unknown_key"})
# Rejections after which a command is sent again, and those that mean a bug here or in the server.
LATER = frozenset({"too_fast", "full", "not_saved"})
NEVER_RIGHT = frozenset({"conflict", "invalid"})
LATER_S = 1.0
QUIET_S = 4.0
SENT_TWICE = 0.04


def backoff(attempt: int, chance: Random) -> float:
    """Seconds to wait before reconnecting, as in `backoff.ts`."""
    return chance.random() * min(10.0, 0.5 * 2.0 ** min(attempt, 9))


def after_bye(chance: Random) -> float:
    """Seconds to wait before reconnecting after a bye that is not final, as in `backoff.ts`."""
    return chance.random() * 5.0


@dataclass(slots=True)
class _Waiting:
    frame: str
    do: str
    answer: asyncio.Future[str]
    sent_at: float


@lru_cache(maxsize=256)
def _parsed(text: str) -> Any:
    """A frame from JSON, cached since most frames are the same for all clients; it must not be changed."""
    return json.loads(text)


class SimClient:
    """One screen's connection. `version` counts changes of the screen, `snapshots` the snapshots received.

    `hello` has the fields of the hello frame; `closed` is the code of a final bye, "" before one.
    """

    def __init__(
        self,
        server: str,
        code: str,
        hello: Mapping[str, Any],
        clock: SimClock,
        statistics: Statistics,
        chance: Random,
    ) -> None:
        self.mirror = Mirror()
        self.closed = ""
        self.snapshots = 0
        self.version = 0
        self._url = f"{server.replace('http', 'ws', 1)}/ws/{code}"
        self._origin = websockets.Origin(server)
        self._is_phone = hello["role"] == "phone"
        self._hello = {"t": "hello", "v": 1, **hello}
        self._clock = clock
        self._statistics = statistics
        self._chance = chance
        self._socket: ClientConnection | None = None
        self._waiting: dict[str, _Waiting] = {}
        self._questions: dict[str, int] = {}
        # The answer is None when the connection is lost before the pong.
        self._pongs: dict[int, asyncio.Future[bool | None]] = {}
        self._absence: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()
        self._chores: set[asyncio.Task[None]] = set()
        self._offset_ms = 0.0
        self._leaving = False
        self._has_bye = False

    # ---- connection

    async def run(self) -> None:
        """Connect, and reconnect when the connection is lost, until a final bye or a call of `leave`."""
        attempt = 0
        while not self.closed and not self._leaving:
            before = self.snapshots
            try:
                async with websockets.connect(
                    self._url, origin=self._origin, compression=None, max_size=None, ping_interval=None
                ) as socket:
                    await self._receive(socket)
            except Gap as gap:
                self._statistics.error(f"gap: {gap}")
            except (OSError, websockets.WebSocketException, TimeoutError):
                pass  # disconnected; the loop connects again
            self._disconnected()
            attempt = 0 if self.snapshots > before else attempt + 1
            if self._absence is not None:
                await asyncio.wait([self._absence])
                self._absence = None
            elif not self.closed and not self._leaving:
                pause_s = after_bye(self._chance) if self._has_bye else backoff(attempt, self._chance)
                self._has_bye = False
                await asyncio.sleep(pause_s)
        for waiting in self._waiting.values():
            waiting.answer.cancel()

    async def _receive(self, socket: ClientConnection) -> None:
        await socket.send(json.dumps(self._hello))
        silent = False
        while not self.closed:
            try:
                async with asyncio.timeout(QUIET_S):
                    text = await socket.recv()
            except TimeoutError:
                if silent:
                    return
                silent = True
                await socket.send(json.dumps({"t": "ping", "c": 0}))
                continue
            silent = False
            await self._handle(socket, _parsed(str(text)))

    def _disconnected(self) -> None:
        if self._socket is not None:
            self._socket = None
            self._statistics.connected -= self._is_phone
            self._statistics.reconnects += not self.closed and not self._leaving
        for pong in self._pongs.values():
            if not pong.done():
                pong.set_result(None)
        self._pongs.clear()

    def be_away(self, seconds: float, *, politely: bool) -> None:
        """Disconnect for so many rehearsed seconds; with a close frame if `politely`, else without."""
        if self._socket is not None and self._absence is None:
            self._absence = asyncio.ensure_future(self._clock.sleep(seconds))
            if politely:
                self._close(self._socket)
            else:
                self._socket.transport.abort()

    def come_back(self) -> None:
        """End an absence early."""
        if self._absence is not None:
            self._absence.cancel()

    def leave(self) -> None:
        """Disconnect for good."""
        self._leaving = True
        self.come_back()
        if self._socket is not None:
            self._close(self._socket)

    def _close(self, socket: ClientConnection) -> None:
        self._soon(socket.close())

    def _soon(self, chore: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(chore)
        self._chores.add(task)
        task.add_done_callback(self._chore_done)

    def _chore_done(self, chore: asyncio.Task[None]) -> None:
        self._chores.discard(chore)
        if not chore.cancelled() and (error := chore.exception()):
            self._statistics.error(repr(error))

    # ---- frames received

    async def _handle(self, socket: ClientConnection, frame: Frame) -> None:
        kind = frame["t"]
        if kind in ("snapshot", "delta"):
            self.mirror.take(frame)
            if kind == "snapshot":
                self.snapshots += 1
                if self._socket is None:
                    await self._connected(socket)
            self._notify()
        elif kind == "ack":
            self._acknowledged(frame["id"], frame["seq"])
        elif kind == "reject":
            self._rejected(frame["id"], frame["code"])
        elif kind == "pong":
            self._compare(frame)
        elif kind == "welcome":
            self._offset_ms = frame["now_ms"] - time.monotonic() * 1000
        elif kind == "bye":
            self._goodbye(frame["code"])

    async def _connected(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._statistics.connected += self._is_phone
        self._statistics.joined += self._is_phone and self.snapshots == 1
        for waiting in self._waiting.values():
            waiting.sent_at = time.monotonic()
            await socket.send(waiting.frame)

    def _acknowledged(self, id: str, seq: int) -> None:
        waiting = self._waiting.pop(id, None)
        if waiting is None:
            if self._questions.get(id, seq) != seq:
                self._statistics.error("the same question was acknowledged twice, differently")
            return
        if waiting.do == "ask_question":
            self._questions[id] = seq
        self._statistics.answered += 1
        self._statistics.acknowledged(waiting.do, (time.monotonic() - waiting.sent_at) * 1000)
        waiting.answer.set_result("")

    def _rejected(self, id: str, code: str) -> None:
        waiting = self._waiting.get(id)
        if waiting is None:
            return
        if code in LATER:
            return self._soon(self._send_later(id))
        del self._waiting[id]
        self._statistics.answered += 1
        if code in NEVER_RIGHT:
            self._statistics.error(f"{waiting.do} was rejected: {code}")
        else:
            self._statistics.refused[code] += 1
        waiting.answer.set_result(code)

    def _compare(self, frame: Frame) -> None:
        agrees = self.mirror.agrees(frame["lanes"])
        if not agrees:
            self._statistics.error(f"another digest: {frame['lanes']}")
        pong = self._pongs.pop(frame["c"], None)
        if pong is not None and not pong.done():
            pong.set_result(agrees)

    def _goodbye(self, code: str) -> None:
        if code in FINAL:
            self.closed = code
            if code not in AS_EXPECTED:
                self._statistics.error(f"bye: {code}")
            self._notify()
        else:
            self._has_bye = True

    def _notify(self) -> None:
        self.version += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def news(self, since: int) -> None:
        """Wait until the screen has changed since this version, or a final bye has come."""
        while self.version == since and not self.closed:
            await self._changed.wait()

    # ---- frames sent

    async def ask(self, do: str, *, id: str = "", **args: Any) -> str:
        """Send a command until it is answered; "" when it is acknowledged, else the rejection's code."""
        id = id or self.new_id()
        frame = json.dumps({"t": "cmd", "id": id, "do": do, "args": args}, ensure_ascii=False)
        waiting = _Waiting(frame, do, asyncio.get_running_loop().create_future(), time.monotonic())
        self._waiting[id] = waiting
        self._statistics.sent += 1
        await self._send(frame)
        if self._chance.random() < SENT_TWICE:
            self._statistics.twice += 1
            await self._send(frame)
        return await asyncio.shield(waiting.answer)

    async def send(self, **frame: Any) -> None:
        """Send a frame that gets no answer; it is lost when not connected."""
        await self._send(json.dumps(frame))

    async def agrees(self) -> bool:
        """Send a ping; whether the pong has the same delta counts and digests as this client.

        When the connection is lost before the pong, the ping is sent again over the next one. False after a
        final bye.
        """
        while not self.closed:
            if self._socket is None:
                await self._changed.wait()
                continue
            c = self._chance.getrandbits(30) + 1
            self._pongs[c] = asyncio.get_running_loop().create_future()
            pong = self._pongs[c]
            await self.send(t="ping", c=c)
            if (agrees := await pong) is not None:
                return agrees
        return False

    @property
    def here(self) -> bool:
        """Whether this screen is connected."""
        return self._socket is not None

    @property
    def settled(self) -> bool:
        """Whether this screen is connected and all its commands have been answered."""
        return self.here and not self._waiting

    def new_id(self) -> str:
        """128 random bits in hex."""
        return secrets.token_hex(16)

    def server_ms(self) -> int:
        """The server's time in milliseconds, estimated from the last welcome."""
        return round(time.monotonic() * 1000 + self._offset_ms)

    async def _send_later(self, id: str) -> None:
        await asyncio.sleep(LATER_S)
        waiting = self._waiting.get(id)
        if waiting is not None:
            waiting.sent_at = time.monotonic()
            await self._send(waiting.frame)

    async def _send(self, frame: str) -> None:
        if self._socket is not None:
            with contextlib.suppress(websockets.ConnectionClosed):
                await self._socket.send(frame)
