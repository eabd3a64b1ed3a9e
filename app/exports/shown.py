"""What a link to the report shows: the state without what its choice leaves out, and which formats."""

from typing import assert_never

from immutables import Map
from msgspec.structs import replace

from app.core.commands import ReportShows
from app.core.state import State
from app.exports import Format
from app.exports.formats import FORMATS


def shown_state(state: State, shows: ReportShows) -> State:
    """The state that such a link's report and files are made from.

    For figures no question may be quoted; for questions there are no replies to them.
    """
    match shows:
        case "all":
            return state
        case "questions":
            unreplied = {
                id: replace(question, replies=(), reply_seq=None) for id, question in state.questions.items()
            }
            return replace(state, questions=Map(unreplied))
        case "figures":
            left_out = {
                id: replace(question, flags=question.flags | {"left_out"})
                for id, question in state.questions.items()
            }
            return replace(state, questions=Map(left_out))
        case _:
            assert_never(shows)


def formats_for(shows: ReportShows) -> dict[str, Format]:
    """The formats that such a link offers: for figures those meant for readers; the others list questions."""
    match shows:
        case "all" | "questions":
            return FORMATS
        case "figures":
            return {name: format for name, format in FORMATS.items() if format.whole is None}
        case _:
            assert_never(shows)
