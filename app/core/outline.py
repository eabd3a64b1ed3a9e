"""What a list tells of a session: what it is about, and how many came and asked.

A few events tell it, of which each session has few, and the others need only be counted; so a session
that is not in use can be listed without bringing its whole log to life.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from app.core.events import (
    FiguresImported,
    KeyRenewed,
    ParticipantJoined,
    QuestionAsked,
    QuestionWithdrawn,
    Recorded,
    SessionOpened,
    SessionRetitled,
    kind_of,
)
from app.core.evolve import replay
from app.core.state import State

TELLING = tuple(kind_of(kind) for kind in (SessionOpened, SessionRetitled, KeyRenewed, FiguresImported))
_JOINED, _ASKED, _WITHDRAWN = (
    kind_of(kind) for kind in (ParticipantJoined, QuestionAsked, QuestionWithdrawn)
)


@dataclass(frozen=True, slots=True)
class Outline:
    """`about` knows title, run sheet, date, place and keys; people and questions may be missing in it."""

    about: State
    joined: int
    questions: int


def outline_of(state: State) -> Outline:
    """The outline of a session whose state is known."""
    return Outline(state, state.sums.joined, len(state.questions))


def outline(session_id: str, telling: Iterable[Recorded], counts: Mapping[str, int]) -> Outline:
    """The same from the events of the kinds `TELLING`, and how many there are of every kind."""
    events = list(telling)
    about = replay(session_id, (replace(recorded, seq=n) for n, recorded in enumerate(events, 1)))
    imported = any(isinstance(recorded.event, FiguresImported) for recorded in events)
    joined = about.sums.joined if imported else counts.get(_JOINED, 0)
    return Outline(about, joined, counts.get(_ASKED, 0) - counts.get(_WITHDRAWN, 0))
