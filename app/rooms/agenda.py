"""Which of the open sessions a server begins with: by what is under way, and by day."""

import contextlib
from datetime import date, datetime

from app.core.codec import UnreadableLog
from app.core.session_summary import SessionSummary
from app.rooms.clock import Clock
from app.rooms.hub import Hub
from app.store import Log, UnknownSession

# A session in which nothing has happened for longer is not under way.
UNDER_WAY_MS = 12 * 3_600_000


async def agenda(hub: Hub, log: Log, clock: Clock) -> list[SessionSummary]:
    """The sessions that are open, the one to begin with first.

    Rehearsals, sessions that cannot be read, and neglected ones, which end as soon as they are loaded, are
    left out.
    """
    now_ms = clock.now_ms()
    found = []
    for record in await log.sessions():
        if record.ended_at_ms is None and not record.rehearsal:
            with contextlib.suppress(UnreadableLog, UnknownSession):
                summary = await hub.summary(record)
                if summary.ends_at_ms is not None and summary.ends_at_ms > now_ms:
                    found.append(summary)
    return sorted(found, key=lambda one: _turn(one, now_ms))


def _turn(one: SessionSummary, now_ms: int) -> tuple[int, int]:
    """Its place: under way, of today, of no day, of a day to come (the next first), of a day that has passed.

    Days are those of this computer. Among equals the newest is first.
    """
    today = datetime.fromtimestamp(now_ms / 1_000).astimezone().date()
    away = 0 if one.about.date is None else (date.fromisoformat(one.about.date) - today).days
    if one.begun and away <= 0 and now_ms - one.last_at_ms < UNDER_WAY_MS:
        return 0, -one.last_at_ms
    if one.about.date is None:
        return 2, -one.about.opened_at_ms
    return (1, -one.about.opened_at_ms) if away == 0 else (3, away) if away > 0 else (4, -away)
