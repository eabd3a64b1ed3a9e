"""Test doubles around the hub: a manual clock, a log that can refuse, a sink that records its frames."""

import asyncio
import json
from typing import Any

from app.core import commands as c
from app.core.commands import Actor, Command
from app.core.views import Audience
from app.rooms.hub import Hub, Reply
from app.rooms.seat import Seat
from app.store import Batch, KeptTotals, NotSaved
from app.store.memory import MemoryLog

FACILITATOR, ANNA, BO = Actor("facilitator", "desk"), Actor("participant", "anna"), Actor("participant", "bo")


class ManualClock:
    def __init__(self) -> None:
        self.ms = 1_800_000_000_000

    def now_ms(self) -> int:
        return self.ms


class RefusingLog(MemoryLog):
    """Refuses the next `refusals` batches and erasures, and counts the attempts."""

    def __init__(self) -> None:
        super().__init__()
        self.refusals = 0
        self.asked = 0

    async def append(self, batch: Batch) -> None:
        self._ask()
        await super().append(batch)

    async def erase(
        self, session_id: str, *, keep_examples: bool = False, totals: KeptTotals | None = None
    ) -> None:
        self._ask()
        await super().erase(session_id, keep_examples=keep_examples, totals=totals)

    def _ask(self) -> None:
        self.asked += 1
        if self.refusals:
            self.refusals -= 1
            raise NotSaved("no space left")


class RecordingSink:
    """A sink that records its frames."""

    def __init__(self) -> None:
        self.frames: list[dict[str, Any]] = []
        self.dropped: str | None = None
        self.closed = False

    def send(self, frame: bytes) -> None:
        self.frames.append(json.loads(frame))

    begin = send

    def waiting(self) -> int:
        return 0

    def taken(self) -> int:
        return 0

    def drop(self, code: str) -> None:
        self.dropped = code
        self.closed = True


def seat(audience: Audience, participant: str | None = None) -> tuple[Seat, RecordingSink]:
    sink = RecordingSink()
    return Seat(audience, sink, participant), sink


def presence_rows(sink: RecordingSink) -> list[dict[str, Any]]:
    """All presence rows in the frames of this console, the newest last."""
    return [row["it"] for frame in sink.frames if (row := frame.get("put", {}).get("live.presence"))]


_ids = iter(range(1 << 40))


async def ask(
    hub: Hub, actor: Actor, command: Command, *, session: str = "s", id: str | None = None
) -> Reply:
    """Send a command under a fresh id; fails when no answer comes."""
    async with asyncio.timeout(30):
        return await hub.ask(session, actor, id or f"{next(_ids):032x}", repr(command), command)


async def collecting(hub: Hub, session: str = "s") -> None:
    """Let two participants join, and enter step `collect`."""
    for person in (ANNA, BO):
        await hub.ask(session, person, "", "", c.Join())
    await ask(hub, FACILITATOR, c.EnterStep("lobby", "collect"), session=session)
