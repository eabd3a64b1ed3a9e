"""An application context in this process, and screens that connect to it without a socket."""

import asyncio
import json
from pathlib import Path
from typing import Any

from app.rooms.frames import ByeReason
from app.rooms.hub import Hub
from app.settings import Settings
from app.store import Log
from app.store.memory import MemoryLog
from app.store.short_lived import MemoryShortLived
from app.web.auth import Authenticator
from app.web.connection import ScreenConnection, accept, parse_hello
from app.web.context import AppContext
from app.web.forwarding import Processes
from app.web.invitations import Invitations
from app.web.metrics import Metrics
from app.web.public_address import PublicAddress
from app.web.rate_limit import RateLimiter
from tests.rooms.parts import ManualClock, RecordingSink


def make_context(log: Log | None = None, organiser_key: str = "organiser") -> AppContext:
    """A context without a session; needs a running event loop."""
    log, clock = log or MemoryLog(), ManualClock()
    values = MemoryShortLived(clock.now_ms)
    return AppContext(
        settings=Settings(data=Path()),
        log=log,
        hub=Hub(log, clock),
        auth=Authenticator(b"secret", organiser_key),
        clock=clock,
        public=PublicAddress("http://localhost"),
        invitations=Invitations(values, clock),
        processes=Processes(values),
        metrics=Metrics(),
    )


class CountedLosses:
    """Counts what a sink has not sent, as metrics do."""

    def __init__(self) -> None:
        self.byes: list[str] = []
        self.errors: list[BaseException] = []

    def dropped(self, code: ByeReason) -> None:
        self.byes.append(code)

    def failed(self, error: BaseException) -> None:
        self.errors.append(error)


async def connect(
    context: AppContext, code: str, rate_limiter: RateLimiter | None = None, **hello: Any
) -> tuple[ScreenConnection, RecordingSink]:
    """Connect a screen with this hello; raises Refused."""
    sink = RecordingSink()
    frame = json.dumps({"t": "hello", "v": 1, **hello})
    return await accept(context, rate_limiter or RateLimiter(1, 5), code, parse_hello(frame), sink), sink


async def say(
    connection: ScreenConnection, sink: RecordingSink, do: str, args: dict[str, Any], n: int
) -> dict[str, Any]:
    """Send a command under the id `n`; returns its new answer."""
    id = f"{n:032x}"
    heard = len(sink.frames)
    connection.handle_frame(json.dumps({"t": "cmd", "id": id, "do": do, "args": args}))
    while not (answers := [frame for frame in sink.frames[heard:] if frame.get("id") == id]):
        await asyncio.sleep(0)
    return answers[0]


def key(context: AppContext, code: str, role: Any) -> str:
    room = next(room for room in context.hub.rooms() if room.code == code)
    return context.auth.key(room.state, role)
