"""The open sessions, most relevant first: a server begins with the first of them."""

import contextlib
from datetime import date, datetime

from app.core.codec import UnreadableLog
from app.core.session_summary import SessionSummary
from app.rooms.clock import Clock
from app.rooms.hub import Hub
from app.store import Log, UnknownSession

# A session whose last event is older than this is not under way.
UNDER_WAY_MS = 12 * 3_600_000


async def agenda(hub: Hub, log: Log, clock: Clock) -> list[SessionSummary]:
    """The open sessions, the one to begin with first.

    It leaves out rehearsals, sessions that cannot be read, and neglected ones, which end as soon as they are
    loaded.
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
    """The sort key: under way, today's, without a date, coming (nearest first), past (latest first).

    Dates are those of this computer's time zone. Of those under way the one with the latest event is first;
    of today's and those without a date, the one that was opened last.
    """
    today = datetime.fromtimestamp(now_ms / 1_000).astimezone().date()
    away = 0 if one.about.date is None else (date.fromisoformat(one.about.date) - today).days
    if one.begun and away <= 0 and now_ms - one.last_at_ms < UNDER_WAY_MS:
        return 0, -one.last_at_ms
    if one.about.date is None:
        return 2, -one.about.opened_at_ms
    return (1, -one.about.opened_at_ms) if away == 0 else (3, away) if away > 0 else (4, -away)
