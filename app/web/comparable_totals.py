"""Sessions that are named to be compared: ended ones by their join codes, and kept totals by their ids."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.codec import UnreadableLog
from app.core.session_totals import SessionTotals, session_totals
from app.core.state import State
from app.rooms.kept_totals import read_totals
from app.web.context import AppContext
from app.web.dependencies import room_of
from app.web.refusal_words import (
    COMPARE_REAL,
    RefusedInWords,
    of_another_sheet,
    still_open,
    unreadable_log,
)


@dataclass(frozen=True, slots=True)
class ComparableTotals:
    """The totals of a session, under the id that a request names it by.

    `kept` is whether they are all that is left of it, `imported` whether it is here and came from a file.
    """

    id: str
    totals: SessionTotals
    kept: bool = False
    imported: bool = False


async def totals_to_compare(
    context: AppContext, ids: Sequence[str], run_sheet: str
) -> list[ComparableTotals]:
    """What these ids name, each once; raises 404, 409, and 422 for a session of another run sheet."""
    kept = {one.totals_id: one for one in await context.log.totals.all()}
    found = [
        ComparableTotals(id, read_totals(kept[id]), kept=True)
        if id in kept
        else await _of_session(context, id)
        for id in ids
    ]
    for one in found:
        if one.totals.run_sheet != run_sheet:
            raise RefusedInWords(422, of_another_sheet(one.id[:40], one.totals.run_sheet, run_sheet))
    return list({one.id: one for one in found}.values())


def needs_comparable(state: State) -> None:
    """Raises 409 for a session that cannot be compared."""
    if state.rehearsal:
        raise RefusedInWords(409, COMPARE_REAL)
    if not state.ended:
        raise RefusedInWords(409, still_open(state.code))


async def _of_session(context: AppContext, code: str) -> ComparableTotals:
    try:
        state = (await room_of(context, code)).state
    except UnreadableLog as error:
        raise RefusedInWords(409, unreadable_log(str(error))) from None
    needs_comparable(state)
    return ComparableTotals(state.code, session_totals(state), imported=state.imported)
