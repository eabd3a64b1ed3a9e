"""Housekeeping: ends neglected sessions, and erases ended ones when their retention runs out.

The organiser's page announces both, from `ends_at_ms` of the session's summary and `erased_at_ms`.
"""

import logging

from app.core.codec import UnreadableLog
from app.core.rules.session import DAY_MS
from app.rooms.clock import Clock
from app.rooms.hub import Hub
from app.rooms.kept_totals import totals_to_keep
from app.store import Log, LogUnavailable, NotSaved, OutcomeUnknown, SessionRecord, UnknownSession

_logger = logging.getLogger("summe.housekeeping")


def erased_at_ms(record: SessionRecord) -> int | None:
    """When the session's retention runs out, in server milliseconds; None while it has not ended."""
    return None if record.ended_at_ms is None else record.ended_at_ms + record.retention_days * DAY_MS


async def run_housekeeping(hub: Hub, log: Log, clock: Clock) -> None:
    """Check every session once; an error of the log is logged, and leaves the rest to the next call.

    While another process does it, this one does nothing.
    """
    try:
        async with log.alone() as is_alone:
            if is_alone:
                await _look_at_all(hub, log, clock)
    except (LogUnavailable, NotSaved, OutcomeUnknown) as error:
        _logger.error("put off: %s", error)


async def _look_at_all(hub: Hub, log: Log, clock: Clock) -> None:
    for record in await log.sessions():
        due = erased_at_ms(record)
        try:
            if due is None:
                ends_at_ms = (await hub.summary(record)).ends_at_ms
                if ends_at_ms is not None and ends_at_ms <= clock.now_ms():
                    # Once it is loaded, the session's writer sees that the deadline has passed, and ends it.
                    await hub.room(record.code)
            elif due <= clock.now_ms():
                # The organiser has chosen to keep both for longer, and has read the examples through.
                totals = await totals_to_keep(hub, record, clock.now_ms())
                await hub.erase(record.session_id, keep_examples=True, totals=totals)
                _logger.info("erased, as its retention ran out", extra={"session": record.session_id})
        except (UnreadableLog, UnknownSession):
            continue
