"""Checks the clock: its date, its time zone, and whether it was set or stood still since the start."""

import datetime as dt
from collections.abc import Iterator

from app.doctor import kinds
from app.doctor.findings import Finding
from app.doctor.situation import Situation

# No Summe with this check is older; a computer whose clock has lost its battery begins years before.
EARLIEST, LATEST = dt.date(2026, 1, 1), dt.date(2100, 1, 1)
# Less is a clock that is corrected now and then, as every clock is.
NOTICED_S = 2.0


def check_clock(at: Situation) -> Iterator[Finding]:
    """Whether the wall clock can be right, and what happened to it since the server's start."""
    now = dt.datetime.now().astimezone()
    zone = now.tzname() or ""
    if not EARLIEST <= now.date() < LATEST:
        yield kinds.CLOCK_WRONG.found(day=now.date())
    elif zone == "UTC":
        yield kinds.ZONE_UTC.found(now=now)
    else:
        yield kinds.CLOCK.found(now=now, zone=zone)
    if at.running is None:
        return
    if abs(at.running.clock_set_s()) > NOTICED_S:
        yield kinds.CLOCK_SET.found(seconds=round(at.running.clock_set_s()))
    if at.running.slept_s() > NOTICED_S:
        yield kinds.SLEPT.found(seconds=round(at.running.slept_s()))
