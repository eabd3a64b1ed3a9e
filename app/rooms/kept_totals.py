"""The totals that are kept of a session when it is erased, and how they are written down.

They are kept where the organiser has chosen so, of a session in which something has happened, and never of a
rehearsal. That a session is erased does not depend on them.
"""

import logging
import secrets

import msgspec

from app.core.codec import UnreadableLog
from app.core.session_totals import SessionTotals, session_totals
from app.rooms.hub import Hub
from app.store import KeptTotals, SessionRecord

_logger = logging.getLogger("summe.totals")
_DECODER = msgspec.json.Decoder(SessionTotals)


async def totals_to_keep(hub: Hub, record: SessionRecord, now_ms: int) -> KeptTotals | None:
    """What is kept when this session is erased now; None where it is nothing. Raises LogUnavailable."""
    if not record.keep_totals or record.rehearsal:
        return None
    try:
        room = await hub.room(record.code)
    except UnreadableLog:
        _logger.warning("no totals can be kept of an unreadable log", extra={"session": record.session_id})
        return None
    if room is None or not room.state.begun:
        return None
    totals = session_totals(room.state)
    return KeptTotals(secrets.token_hex(16), totals.run_sheet, now_ms, msgspec.json.encode(totals).decode())


def read_totals(kept: KeptTotals) -> SessionTotals:
    """Kept totals as they were when their session was erased."""
    return _DECODER.decode(kept.content)
