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
    Event,
    FiguresImported,
    KeyRenewed,
    ParticipantJoined,
    ParticipantsRestored,
    ParticipantsSwept,
    QuestionAsked,
    QuestionWithdrawn,
    Recorded,
    SessionOpened,
    SessionRetitled,
    kind_of,
)
from app.core.evolve import replay
from app.core.state import State

_ABOUT = (SessionOpened, SessionRetitled, KeyRenewed, DeviceConnected, DeviceRevoked, FiguresImported)
SUMMARY_KINDS = tuple(kind_of(kind) for kind in (*_ABOUT, ParticipantsSwept, ParticipantsRestored))
_JOINED, _ASKED, _WITHDRAWN = (
    kind_of(kind) for kind in (ParticipantJoined, QuestionAsked, QuestionWithdrawn)
)


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """`about` knows title, run sheet, date, place, keys and devices; people and questions may be missing.

    Those who were swept out are counted neither themselves nor with their questions.
    """

    about: State
    joined: int
    questions: int


def summary_of(state: State) -> SessionSummary:
    """The summary of a session whose state is known."""
    swept = sum(len(one.was.own) for one in state.swept.values())
    return SessionSummary(state, state.sums.joined, len(state.questions) - swept)


def summarise(session_id: str, recorded: Iterable[Recorded], counts: Mapping[str, int]) -> SessionSummary:
    """The same from the events of the kinds `SUMMARY_KINDS`, and how many there are of every kind."""
    events = list(recorded)
    telling = (one for one in events if isinstance(one.event, _ABOUT))
    about = replay(session_id, (replace(one, seq=n) for n, one in enumerate(telling, 1)))
    imported = any(isinstance(one.event, FiguresImported) for one in events)
    people, questions = _swept_out(one.event for one in events)
    joined = about.sums.joined if imported else counts.get(_JOINED, 0) - people
    return SessionSummary(about, joined, counts.get(_ASKED, 0) - counts.get(_WITHDRAWN, 0) - questions)


def _swept_out(events: Iterable[Event]) -> tuple[int, int]:
    """How many people are swept out, and how many questions are theirs."""
    people = questions = 0
    for event in events:
        if isinstance(event, ParticipantsSwept):
            people, questions = people + event.participants, questions + event.questions
        elif isinstance(event, ParticipantsRestored):
            people, questions = people - event.participants, questions - event.questions
    return people, questions
