"""Simulated screen that behaves like the browser's: mirror, outbox, digests and reconnecting."""

import asyncio
import contextlib
import json
import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.core.rows import View
from app.core.state import State
from app.core.views import Audience
from app.rooms.frames import ByeReason, bye
from app.rooms.hub import Hub
from app.web.connection import Refused, ScreenConnection, accept, may_wait, parse_hello
from app.web.context import AppContext
from app.web.rate_limit import RateLimiter
from tests.core.command_makers import CANARY

Frame = dict[str, Any]
Lane = dict[str, dict[str, Frame]]
LATER = {"too_fast", "not_saved", "full"}
MODULUS = 2**53


def fold(view: Lane, delta: Frame) -> Lane:
    """Apply a delta, like `mirror.ts`."""
    after = dict(view)
    for table, rows in delta.get("put", {}).items():
        after[table] = {**after.get(table, {}), **rows}
    for table, ids in delta.get("cut", {}).items():
        left = {id: row for id, row in after.get(table, {}).items() if id not in ids}
        after[table] = left
        if not left:
            del after[table]
    return after


def digest(view: Lane) -> list[int]:
    rows = [row for table, rows in view.items() if not table.startswith("live.") for row in rows.values()]
    return [len(rows), sum(row["r"] for row in rows) % MODULUS]


class DelayedSink:
    """One simulated connection: a sink that delivers frames in order and with a delay.

    With more than `most` unsent bytes beside a snapshot it is closed, as the server closes a real socket. A
    closed connection loses its undelivered frames.
    """

    def __init__(self, client: "Client", most: int) -> None:
        self._client = client
        self._most = most
        self._waiting = self._since_snapshot = 0
        self._frames: asyncio.Queue[bytes] = asyncio.Queue()
        self.open = True
        self.closed = False
        self.stalled_s = 0.0
        self._pump = asyncio.ensure_future(self._deliver())
        self._pump.add_done_callback(client.pump_has_ended)

    def send(self, frame: bytes) -> None:
        if not self.open:
            return
        if min(self._waiting, self._since_snapshot) > self._most:
            self.cut()
            return
        self._waiting += len(frame)
        self._since_snapshot += len(frame)
        self._frames.put_nowait(frame)

    def begin(self, frame: bytes) -> None:
        self._since_snapshot = self._waiting
        self.send(frame)
        self._since_snapshot = 0

    def waiting(self) -> int:
        return self._waiting

    def taken(self) -> int:
        return 0

    def drop(self, code: ByeReason) -> None:
        self.send(bye(code))
        self.closed = True

    def cut(self) -> None:
        if self.open:
            self.open = False
            self._pump.cancel()
            self._client.sink_is_closed(self)

    async def _deliver(self) -> None:
        client = self._client
        while True:
            frame = await self._frames.get()
            await asyncio.sleep(client.chance.random() * 0.05 * client.scale + self.stalled_s)
            self.stalled_s = 0.0
            self._waiting -= len(frame)
            for one in client.meddled(frame):
                client.receive(self, one)
                if not self.open:
                    return


@dataclass(eq=False)
class Client:
    """`context` returns a running server process; None while there is none. `hub` is that of the last one."""

    role: str
    name: str
    chance: random.Random
    context: Callable[[], tuple[AppContext, RateLimiter] | None]
    code: str
    scale: float = 1.0
    peaceful: bool = False
    view: Lane = field(default_factory=dict)
    mine: Lane = field(default_factory=dict)
    n: dict[str, int] = field(default_factory=lambda: {"view": 0, "mine": 0})
    outbox: dict[str, Frame] = field(default_factory=dict)
    questions: set[str] = field(default_factory=set)
    acknowledged: dict[str, set[int]] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    times_sent: dict[str, int] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    secrets: tuple[bytes, ...] = ()
    leaks: list[bytes] = field(default_factory=list)
    faults: list[BaseException] = field(default_factory=list)
    pong: Frame | None = None
    sink: DelayedSink | None = None
    connection: ScreenConnection | None = None
    hub: Hub | None = None
    looks: bool = False
    resyncs: int = 0
    disconnected: int = 0
    # The connection on which the view came whole, by a snapshot.
    _whole: DelayedSink | None = None
    # What a board has shown: the seq and the view, for every frame.
    shown: list[tuple[int, View]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._join_again()
        self.device = self.name
        self._tasks: set[asyncio.Task[None]] = set()

    def _join_again(self) -> None:
        """Become a new participant with a new token, as a swept phone does when its owner joins again."""
        self.token = f"{self.chance.getrandbits(128):032x}"

    # ---- the connection

    async def connect(self) -> None:
        """Send a hello; without a server, or when refused, the screen stays disconnected."""
        there = self.context()
        if self.sink is not None or there is None:
            return
        context, rate_limiter = there
        self.hub = context.hub
        room = await context.hub.room(self.code)
        if self.sink is not None or room is None:
            return
        hello = parse_hello(json.dumps(self._hello(context, room.state)))
        self.sink = sink = DelayedSink(
            self, may_wait(context, hello) if self.chance.random() > 0.1 else 2_000
        )
        try:
            connection = await accept(context, rate_limiter, self.code, hello, sink)
        except Refused as refused:
            if refused.code == "not_yours":
                self.device = secrets.token_hex(4)
            elif refused.code == "removed":
                self._join_again()
            return sink.cut()
        if not sink.open:
            return connection.leave()
        self.connection = connection
        for frame in list(self.outbox.values()):
            self.send(frame)

    def _hello(self, context: AppContext, state: State) -> Frame:
        hello = {"t": "hello", "v": 1, "role": self.role, "lang": "da"}
        if self.role == "phone":
            return {**hello, "token": self.token}
        role: Any = "facilitator" if self.role == "console" else "board"
        return {**hello, "key": context.auth.key(state, role), "device": self.device}

    def pump_has_ended(self, pump: asyncio.Task[None]) -> None:
        if not pump.cancelled() and (error := pump.exception()):
            self.faults.append(error)

    def sink_is_closed(self, sink: DelayedSink) -> None:
        if sink is not self.sink:
            return
        self.sink = None
        if self.connection is not None:
            self.connection.leave()
            self.connection = None

    def again(self) -> None:
        """A number or digest differs: reconnect for a fresh snapshot."""
        self.resyncs += 1
        if self.sink is not None:
            self.sink.cut()

    # ---- sending

    def send(self, frame: Frame) -> None:
        """Send a frame; lost without a connection."""
        if self.connection is not None and self.sink is not None:
            if "id" in frame:
                self.times_sent[frame["id"]] = self.times_sent.get(frame["id"], 0) + 1
            # Frames arrive in the order in which they were sent, after the sending code has run.
            asyncio.get_running_loop().call_soon(self._arrive, self.connection, self.sink, json.dumps(frame))

    def _arrive(self, connection: ScreenConnection, sink: DelayedSink, text: str) -> None:
        """Hand a frame to the server, which closes the connection after a bad one."""
        if sink.open and not connection.handle_frame(text):
            self.disconnected += 1
            sink.cut()

    def ask(self, do: str, args: Frame) -> str:
        id = f"{self.chance.getrandbits(128):032x}"
        self.outbox[id] = {"t": "cmd", "id": id, "do": do, "args": args}
        if do == "ask_question":
            self.questions.add(id)
        self.send(self.outbox[id])
        return id

    def look(self, looks: bool) -> None:
        self.looks = looks
        self.send({"t": "look", "at": "others" if looks else None})

    def _later(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # ---- receiving

    def meddled(self, frame: bytes) -> list[bytes]:
        """The copies of a frame to deliver: usually one; of a snapshot or delta sometimes two or none."""
        fate = self.chance.random()
        if self.peaceful or not frame.startswith((b'{"t":"delta"', b'{"t":"snapshot"')) or fate > 0.02:
            return [frame]
        return [frame, frame] if fate < 0.01 else []

    def receive(self, sink: DelayedSink, raw: bytes) -> None:
        if sink is not self.sink:
            return
        self.words.update(CANARY.findall(raw.decode()))
        if any(secret in raw for secret in self.secrets):
            self.leaks.append(raw)
        frame = json.loads(raw)
        kind = frame["t"]
        if kind == "snapshot":
            self.view, self.mine, self.n = frame["view"], {}, {"view": 0, "mine": 0}
            self._whole = sink
            self._note_shown(frame["seq"])
        elif kind == "delta":
            self._apply(frame)
        elif kind == "ack":
            self.outbox.pop(frame["id"], None)
            self.acknowledged.setdefault(frame["id"], set()).add(frame["seq"])
        elif kind == "reject":
            self._rejected(frame["id"], frame["code"])
        elif kind == "pong":
            self._compare(frame)
        elif kind == "bye":
            if frame["code"] == "not_yours":
                self.device = secrets.token_hex(4)
            elif frame["code"] == "removed":
                self._join_again()
            sink.cut()

    def _apply(self, delta: Frame) -> None:
        lane = delta["lane"]
        if delta["n"] != self.n[lane] + 1:
            return self.again()
        self.n[lane] = delta["n"]
        if lane == "view":
            self.view = fold(self.view, delta)
            self._note_shown(delta["seq"])
        else:
            self.mine = fold(self.mine, delta)
        return None

    def _note_shown(self, seq: int) -> None:
        # Where the snapshot was lost, the view is not a whole one; the next ping finds that.
        if self.role == "board" and self._whole is self.sink:
            view: View = {
                table: {**rows} for table, rows in self.view.items() if not table.startswith("live.")
            }
            self.shown.append((seq, view))

    def _rejected(self, id: str, code: str) -> None:
        if code in LATER:
            return self._later(self._resend(id))
        if self.outbox.pop(id, None) is not None:
            self.refused[id] = code
        return None

    async def _resend(self, id: str) -> None:
        await asyncio.sleep(3 * self.scale)
        if id in self.outbox:
            self.send(self.outbox[id])

    def _compare(self, pong: Frame) -> None:
        self.pong = pong
        for lane, (n, expected) in pong["lanes"].items():
            if (n, expected) != (self.n[lane], digest(getattr(self, lane))):
                self.again()
                return

    @property
    def is_settled(self) -> bool:
        """Whether everything is answered and no delta has come since the last pong."""
        if self.sink is None or self.pong is None or self.outbox:
            return False
        return all(self.n[lane] == n for lane, (n, _) in self.pong["lanes"].items())

    @property
    def audience(self) -> Audience:
        assert self.connection is not None
        return self.connection.seat.audience

    async def stop(self) -> None:
        if self.sink is not None:
            self.sink.cut()
        for task in list(self._tasks):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
