"""The session summary for lists: what a session is about, when it began, how many participants and questions.

It is made from a few kinds of events, of which each session has few, and from the number of the others, so
that a session that is not loaded can be listed without replaying its log.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from app.core.events import (
    KEPT_WHEN_EMPTIED,
    Event,
    FiguresImported,
    ParticipantJoined,
    ParticipantsRestored,
    ParticipantsSwept,
    QuestionAsked,
    QuestionWithdrawn,
    Recorded,
    SessionEnded,
    SessionReopened,
    StepEntered,
    kind_of,
)
from app.core.evolve import replay
from app.core.rules.session import neglected_from_ms
from app.core.state import State

_ABOUT: tuple[type[Event], ...] = (*KEPT_WHEN_EMPTIED, FiguresImported, SessionEnded, SessionReopened)
_SUMMARISED: tuple[type[Event], ...] = (*_ABOUT, StepEntered, ParticipantsSwept, ParticipantsRestored)
SUMMARY_KINDS = tuple(map(kind_of, _SUMMARISED))
_JOINED, _ASKED, _WITHDRAWN = (
    kind_of(kind) for kind in (ParticipantJoined, QuestionAsked, QuestionWithdrawn)
)


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """What a list shows of a session.

    `about` is a state with title, run sheet, day, place, end, keys, devices and report links; its
    participants and questions may be missing. `began_ms` is when the session first left the lobby,
    `questions` counts all received. Participants who were swept out are not counted, nor are their questions.
    `begun` is whether the session has left the lobby or has questions, `last_at_ms` the time of its last
    event.
    """

    about: State
    began_ms: int | None
    joined: int
    questions: int
    begun: bool
    last_at_ms: int

    @property
    def ends_at_ms(self) -> int | None:
        """When it ends by neglect if nothing more happens, in server milliseconds; None once it has ended."""
        about = self.about
        return None if about.ended else neglected_from_ms(about, self.begun, self.last_at_ms)


def summary_of(state: State) -> SessionSummary:
    """The summary of a loaded session."""
    began_ms, joined = state.stage.began_ms, state.sums.joined
    return SessionSummary(state, began_ms, joined, state.received, state.begun, state.at_ms)


def summarise(
    session_id: str, recorded: Iterable[Recorded], counts: Mapping[str, int], last_at_ms: int
) -> SessionSummary:
    """The summary of a session that is not loaded.

    `recorded` are its events of `SUMMARY_KINDS`, `counts` how many events of every kind it has, and
    `last_at_ms` is the time of the last one.
    """
    events = list(recorded)
    details = (one for one in events if isinstance(one.event, _ABOUT))
    about = replay(session_id, (replace(one, seq=n) for n, one in enumerate(details, 1)))
    imported = any(isinstance(one.event, FiguresImported) for one in events)
    people, theirs = _swept_out(one.event for one in events)
    joined = about.sums.joined if imported else counts.get(_JOINED, 0) - people
    asked = counts.get(_ASKED, 0) - counts.get(_WITHDRAWN, 0)
    entered = [one.at_ms for one in events if isinstance(one.event, StepEntered)]
    began_ms = entered[0] if entered else about.stage.began_ms
    begun = asked > 0 or began_ms is not None
    return SessionSummary(about, began_ms, joined, asked - theirs, begun, last_at_ms)


def _swept_out(events: Iterable[Event]) -> tuple[int, int]:
    """How many people are swept out, and how many questions are theirs."""
    people = questions = 0
    for event in events:
        if isinstance(event, ParticipantsSwept):
            people, questions = people + event.participants, questions + event.questions
        elif isinstance(event, ParticipantsRestored):
            people, questions = people - event.participants, questions - event.questions
    return people, questions
