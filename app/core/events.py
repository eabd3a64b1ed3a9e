"""What has happened in a session. A session *is* its sequence of these.

Every event is a fact in the past tense, small enough that `evolve` needs nothing else. Participants'
words stand only in fields named `text`, which the log keeps apart and can blank; nothing else in an
event may repeat them. Events that can be undone carry what was before.
"""

import re
from dataclasses import dataclass
from typing import ClassVar, Literal

from app.core.commands import KeyRole, PollAnswer
from app.core.run_sheet import RunSheet

Visibility = Literal["held", "shown", "hidden"]


class Event:
    """Base of all events; `version` rises when the fields of a kind change."""

    __slots__ = ()
    version: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event in its place: `seq` counts a session's events from 1 without gaps.

    `n_in_command` counts the events of one command from 0; `fingerprint` is None once the words
    it was made from have been erased.
    """

    seq: int
    n_in_command: int
    at_ms: int
    actor: str
    command_id: str
    fingerprint: str | None
    event: Event


@dataclass(frozen=True, slots=True)
class SessionOpened(Event):
    """`date` is an ISO date; `expected` is how many people the organiser counts on."""

    version: ClassVar[int] = 2
    code: str
    title: str | None
    language: str
    rehearsal: bool
    run_sheet: RunSheet
    date: str | None = None
    place: str | None = None
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class SessionRetitled(Event):
    title: str


@dataclass(frozen=True, slots=True)
class ParticipantJoined(Event):
    participant: str


@dataclass(frozen=True, slots=True)
class DeviceConnected(Event):
    device: str
    name: str


@dataclass(frozen=True, slots=True)
class QuestionAsked(Event):
    question_id: str
    participant: str | None
    visibility: Visibility
    why: tuple[str, ...]
    next: bool
    follows: str | None
    text: str | None


@dataclass(frozen=True, slots=True)
class QuestionEdited(Event):
    question_id: str
    visibility: Visibility
    why: tuple[str, ...]
    text: str | None


@dataclass(frozen=True, slots=True)
class QuestionWithdrawn(Event):
    question_id: str


@dataclass(frozen=True, slots=True)
class QuestionSupported(Event):
    question_id: str
    participant: str


@dataclass(frozen=True, slots=True)
class QuestionUnsupported(Event):
    question_id: str
    participant: str


@dataclass(frozen=True, slots=True)
class PitfallProposed(Event):
    question_id: str
    pitfall: str | None


@dataclass(frozen=True, slots=True)
class DotPlaced(Event):
    """Weights are thousandths and add up to 1000."""

    participant: str
    weights: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class PollAnswered(Event):
    """`question_id` is "" for `listened`."""

    participant: str
    question_id: str
    answer: PollAnswer


@dataclass(frozen=True, slots=True)
class Paired(Event):
    participant: str
    code: str


@dataclass(frozen=True, slots=True)
class StepEntered(Event):
    step: str


@dataclass(frozen=True, slots=True)
class BeatReached(Event):
    """`taken_up` is the question in focus until now, when going on marks it as taken up."""

    beat: int
    taken_up: str | None = None


@dataclass(frozen=True, slots=True)
class TurnBegan(Event):
    turn: int
    ends_at_ms: int


@dataclass(frozen=True, slots=True)
class TurnEnded(Event):
    """The pause in which the neighbours swap; it lasts until `ends_at_ms`."""

    ends_at_ms: int


@dataclass(frozen=True, slots=True)
class BuzzEnded(Event):
    pass


@dataclass(frozen=True, slots=True)
class TimerPaused(Event):
    left_ms: int


@dataclass(frozen=True, slots=True)
class TimerMoved(Event):
    by_ms: int


@dataclass(frozen=True, slots=True)
class TimerRestarted(Event):
    pass


@dataclass(frozen=True, slots=True)
class TurnLengthSet(Event):
    turn_ms: int


@dataclass(frozen=True, slots=True)
class SubmissionsOpened(Event):
    pass


@dataclass(frozen=True, slots=True)
class SubmissionsClosed(Event):
    pass


@dataclass(frozen=True, slots=True)
class PollOpened(Event):
    pass


@dataclass(frozen=True, slots=True)
class PollClosed(Event):
    pass


@dataclass(frozen=True, slots=True)
class QuestionPlaced(Event):
    question_id: str
    pitfall: str | None
    was: str | None
    batch: str = ""


@dataclass(frozen=True, slots=True)
class VisibilityChanged(Event):
    question_id: str
    visibility: Visibility
    was: Visibility


@dataclass(frozen=True, slots=True)
class QuestionMerged(Event):
    """`into` is None when the question stands alone again."""

    question_id: str
    into: str | None
    was: str | None


@dataclass(frozen=True, slots=True)
class TextCorrected(Event):
    question_id: str
    was_seq: int
    text: str | None


@dataclass(frozen=True, slots=True)
class TextRestored(Event):
    """The words as they were at event `to_seq`: undo points at words, it never copies them."""

    question_id: str
    to_seq: int
    was_seq: int


@dataclass(frozen=True, slots=True)
class TakenUpMarked(Event):
    question_id: str
    taken_up: bool
    was: bool


@dataclass(frozen=True, slots=True)
class QuestionParked(Event):
    question_id: str
    parked: bool
    was: bool


@dataclass(frozen=True, slots=True)
class SpotlightSet(Event):
    question_id: str | None


@dataclass(frozen=True, slots=True)
class PitfallAdded(Event):
    """`at` is the place in the order, counted from 0; None is the end."""

    pitfall: str
    title: str
    at: int | None = None


@dataclass(frozen=True, slots=True)
class PitfallRemoved(Event):
    pitfall: str
    title: str
    at: int | None = None


@dataclass(frozen=True, slots=True)
class PitfallRenamed(Event):
    """None stands for the run sheet's own title."""

    pitfall: str
    title: str | None
    was: str | None


@dataclass(frozen=True, slots=True)
class PitfallsReordered(Event):
    pitfalls: tuple[str, ...]
    was: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DotsShown(Event):
    shown: bool


@dataclass(frozen=True, slots=True)
class BoardLanguageSet(Event):
    language: str


@dataclass(frozen=True, slots=True)
class BoardBlanked(Event):
    blank: bool


@dataclass(frozen=True, slots=True)
class BoardFrozen(Event):
    frozen: bool


@dataclass(frozen=True, slots=True)
class QrShown(Event):
    shown: bool


@dataclass(frozen=True, slots=True)
class LobbyLocked(Event):
    locked: bool


@dataclass(frozen=True, slots=True)
class KeyRenewed(Event):
    role: KeyRole
    generation: int


@dataclass(frozen=True, slots=True)
class DeviceRevoked(Event):
    device: str


@dataclass(frozen=True, slots=True)
class CommandUndone(Event):
    """The events of this command that follow undo those of `entry`, which `device` had made."""

    device: str
    entry: str


@dataclass(frozen=True, slots=True)
class CommandRedone(Event):
    device: str
    entry: str


@dataclass(frozen=True, slots=True)
class FiguresImported(Event):
    """Sums over people, of whom an export keeps nothing else: joined, answered, listened, supporters."""

    joined: int
    people: int
    listened: int
    supporters: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class SessionEnded(Event):
    pass


def kind_of(event: type[Event]) -> str:
    """`QuestionAsked` is `question_asked` in the log."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", event.__name__).lower()


BY_KIND: dict[str, type[Event]] = {kind_of(event): event for event in Event.__subclasses__()}
