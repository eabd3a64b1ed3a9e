"""The summary of a session for lists: what it is about, how many took part, how many questions there are.

It follows from a few events, of which each session has few, and from how many there are of the others; so
a session that is not loaded can be listed without replaying its log.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from app.core.events import (
    DeviceConnected,
    DeviceRevoked,
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

SUMMARY_KINDS = tuple(
    kind_of(kind)
    for kind in (SessionOpened, SessionRetitled, KeyRenewed, DeviceConnected, DeviceRevoked, FiguresImported)
)
_JOINED, _ASKED, _WITHDRAWN = (
    kind_of(kind) for kind in (ParticipantJoined, QuestionAsked, QuestionWithdrawn)
)


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """`about` knows title, run sheet, date, place, keys and devices; people and questions may be missing."""

    about: State
    joined: int
    questions: int


def summary_of(state: State) -> SessionSummary:
    """The summary of a session whose state is known."""
    return SessionSummary(state, state.sums.joined, len(state.questions))


def summarise(session_id: str, recorded: Iterable[Recorded], counts: Mapping[str, int]) -> SessionSummary:
    """The same from the events of the kinds `SUMMARY_KINDS`, and how many there are of every kind."""
    events = list(recorded)
    about = replay(session_id, (replace(one, seq=n) for n, one in enumerate(events, 1)))
    imported = any(isinstance(one.event, FiguresImported) for one in events)
    joined = about.sums.joined if imported else counts.get(_JOINED, 0)
    return SessionSummary(about, joined, counts.get(_ASKED, 0) - counts.get(_WITHDRAWN, 0))
