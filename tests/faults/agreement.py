"""Whether screens show what the state in the database says."""

import asyncio
import json
import time
from collections.abc import Sequence
from typing import Any

from app.core.codec import decode
from app.core.evolve import replay
from app.core.state import State
from app.core.stored_row import StoredRow
from app.core.views import Audience, mine, show
from app.store import Log
from app.web.auth import participant_of
from tests.faults.busy_hall import PAUSE_S, Screen


async def agreed(screens: Sequence[Screen], within_s: float) -> float:
    """Seconds until all screens are connected and have the digests that the server sends.

    Raises TimeoutError when that takes longer than `within_s`.
    """
    begun = time.monotonic()
    async with asyncio.timeout(within_s):
        for screen in screens:
            screen.client.come_back()
        while True:
            await asyncio.sleep(PAUSE_S)  # longer than any throttle: all changes have been sent by then
            lines = [screen.client for screen in screens]
            if all(one.settled for one in lines) and all(
                await asyncio.gather(*(one.agrees() for one in lines))
            ):
                return time.monotonic() - begun


async def state_in(log: Log, code: str) -> tuple[State, list[StoredRow]]:
    """The state of the session with this code, and the rows that it follows from; closes the log."""
    record = await log.find(code)
    assert record is not None
    rows = await log.read(record.session_id)
    await log.close()
    return replay(record.session_id, (decode(row) for row in rows)), rows


def shown_on(screen: Screen, state: State) -> dict[str, Any]:
    """Both lanes of a screen, computed from the state."""
    role: Any = screen.hello["role"]
    lanes: dict[str, Any] = {"view": show(state, Audience(role, screen.hello.get("lang", ""))), "mine": {}}
    if role == "phone":
        lanes["mine"] = mine(state, participant_of(state.session_id, screen.hello["token"]))
    return dict(json.loads(json.dumps(lanes)))


def pictured(screen: Screen) -> dict[str, Any]:
    """Both lanes of a screen as it has them, without presence."""
    lanes = screen.client.mirror.lanes
    view = {table: rows for table, rows in lanes["view"].items() if not table.startswith("live.")}
    return {"view": view, "mine": lanes["mine"]}


def differences(screen: Screen, state: State) -> list[str]:
    """In words, each table that a screen has otherwise than the state says."""
    has, should_have = pictured(screen), shown_on(screen, state)
    return [
        f"{screen.hello['role']}, {table}: {has[lane].get(table)} and not {should_have[lane].get(table)}"
        for lane in should_have
        for table in {**has[lane], **should_have[lane]}
        if has[lane].get(table) != should_have[lane].get(table)
    ]
