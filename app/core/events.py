"""What has happened in a session. A session *is* its sequence of these.

Every event is a fact in the past tense, small enough that `evolve` needs nothing else. Participants'
words stand only in fields named `text`, which the log keeps apart and can blank; nothing else in an
event may repeat them. Events that can be undone carry what was before.
"""

import re
from typing import Any, ClassVar, Literal, get_args

from msgspec import Struct

from app.core.commands import KeyRole, PollAnswer
from app.core.personal_data import Flag
from app.core.run_sheet import RunSheet

Visibility = Literal["held", "shown", "hidden"]
# Why a question can be held today; `why` in a kept event may have a reason of another version.
HeldReason = Literal[Flag, "moderation", "next", "holding", "asker"]
# What a facilitator can mark a question as. State, undo, import and both ends' tables follow this list.
QuestionFlag = Literal["taken_up", "parked"]
QUESTION_FLAGS: tuple[QuestionFlag, ...] = get_args(QuestionFlag)


class Event(Struct, frozen=True):
    """Base of all events; `version` rises when the fields of a kind change.

    `affects_questions` names the fields with ids of questions whose rows it may change,
    `affects_questions_of` those with participants all of whose questions' rows it may change, and
    `affects_participants` those with participants whose own lane it may change; `affected_questions` and
    `affected_participants` in `evolve` add what follows. `sets_flag` names the flag of a question that the
    event sets or clears: its field of that name is the new value, and `was` the one before.
    """

    version: ClassVar[int] = 1
    affects_questions: ClassVar[tuple[str, ...]] = ()
    affects_questions_of: ClassVar[tuple[str, ...]] = ()
    affects_participants: ClassVar[tuple[str, ...]] = ()
    sets_flag: ClassVar[QuestionFlag | None] = None


class Recorded(Struct, frozen=True):
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


class SessionOpened(Event, frozen=True):
    """`date` is an ISO date; `expected` is how many people the organiser counts on.

    Title, subtitle and occasion are None where they are the run sheet's; see `State.subtitle_in`.
    """

    version: ClassVar[int] = 3
    code: str
    title: str | None
    language: str
    rehearsal: bool
    run_sheet: RunSheet
    date: str | None = None
    place: str | None = None
    expected: int | None = None
    subtitle: str | None = None
    occasion: str | None = None


class SessionRetitled(Event, frozen=True):
    """None where the words are the run sheet's; see `State.subtitle_in`."""

    version: ClassVar[int] = 2
    title: str | None
    subtitle: str | None = None
    occasion: str | None = None


class SessionPlanned(Event, frozen=True):
    """The day (an ISO date), the place and how many are expected, as they are from now on."""

    date: str | None
    place: str | None
    expected: int | None


class ParticipantJoined(Event, frozen=True):
    affects_participants: ClassVar = ("participant",)
    participant: str


class ParticipantsSwept(Event, frozen=True):
    """All in the room who joined after event `after`, up to event `until`, are out with all they counted for.

    `participants` is how many they are, `questions` how many are theirs: a list of sessions loads no session.
    """

    after: int
    until: int
    participants: int
    questions: int


class ParticipantsRestored(Event, frozen=True):
    """All whom the event `sweep` took away are back; the other fields are those it had, for redo."""

    sweep: int
    after: int
    until: int
    participants: int
    questions: int


class DeviceConnected(Event, frozen=True):
    device: str
    name: str


class QuestionAsked(Event, frozen=True):
    affects_questions: ClassVar = ("question_id",)
    affects_participants: ClassVar = ("participant",)
    question_id: str
    participant: str | None
    visibility: Visibility
    why: tuple[str, ...]
    next: bool
    follows: str | None
    text: str | None


class QuestionEdited(Event, frozen=True):
    affects_questions: ClassVar = ("question_id",)
    question_id: str
    visibility: Visibility
    why: tuple[str, ...]
    text: str | None


class QuestionWithdrawn(Event, frozen=True):
    affects_questions: ClassVar = ("question_id",)
    question_id: str


class QuestionSupported(Event, frozen=True):
    affects_questions: ClassVar = ("question_id",)
    affects_participants: ClassVar = ("participant",)
    question_id: str
    participant: str


class QuestionUnsupported(Event, frozen=True):
    affects_questions: ClassVar = ("question_id",)
    affects_participants: ClassVar = ("participant",)
    question_id: str
    participant: str


class PitfallProposed(Event, frozen=True):
    affects_questions: ClassVar = ("question_id",)
    question_id: str
    pitfall: str | None


class DotPlaced(Event, frozen=True):
    """Weights are thousandths and add up to 1000."""

    affects_participants: ClassVar = ("participant",)
    participant: str
    weights: tuple[int, int, int]


class PollAnswered(Event, frozen=True):
    """`question_id` is "" for `listened`."""

    affects_questions: ClassVar = ("question_id",)
    affects_participants: ClassVar = ("participant",)
    participant: str
    question_id: str
    answer: PollAnswer


class Paired(Event, frozen=True):
    affects_participants: ClassVar = ("participant",)
    participant: str
    code: str


class StepEntered(Event, frozen=True):
    step: str


class BeatReached(Event, frozen=True):
    """`taken_up` is in old logs the question in focus until then, which going on marked as taken up."""

    affects_questions: ClassVar = ("taken_up",)
    beat: int
    taken_up: str | None = None


class WalkLengthSet(Event, frozen=True):
    """How many questions each walk shows; None is all."""

    questions: int | None


class TurnBegan(Event, frozen=True):
    turn: int
    ends_at_ms: int


class TurnEnded(Event, frozen=True):
    """The pause in which the neighbours swap; it lasts until `ends_at_ms`."""

    ends_at_ms: int


class BuzzEnded(Event, frozen=True):
    pass


class TimerPaused(Event, frozen=True):
    left_ms: int


class TimerMoved(Event, frozen=True):
    by_ms: int


class TimerRestarted(Event, frozen=True):
    pass


class TurnLengthSet(Event, frozen=True):
    turn_ms: int


class SubmissionsOpened(Event, frozen=True):
    pass


class SubmissionsClosed(Event, frozen=True):
    pass


class PollOpened(Event, frozen=True):
    pass


class PollClosed(Event, frozen=True):
    pass


class QuestionPlaced(Event, frozen=True):
    affects_questions: ClassVar = ("question_id",)
    question_id: str
    pitfall: str | None
    was: str | None
    batch: str = ""


class VisibilityChanged(Event, frozen=True):
    affects_questions: ClassVar = ("question_id",)
    question_id: str
    visibility: Visibility
    was: Visibility


class QuestionMerged(Event, frozen=True):
    """`into` is None when the question stands alone again."""

    affects_questions: ClassVar = ("question_id",)
    question_id: str
    into: str | None
    was: str | None


class TextCorrected(Event, frozen=True):
    affects_questions: ClassVar = ("question_id",)
    question_id: str
    was_seq: int
    text: str | None


class TextRestored(Event, frozen=True):
    """The words as they were at event `to_seq`: undo points at words, it never copies them."""

    affects_questions: ClassVar = ("question_id",)
    question_id: str
    to_seq: int
    was_seq: int


class TakenUpMarked(Event, frozen=True):
    affects_questions: ClassVar = ("question_id",)
    sets_flag: ClassVar = "taken_up"
    question_id: str
    taken_up: bool
    was: bool


class QuestionParked(Event, frozen=True):
    affects_questions: ClassVar = ("question_id",)
    sets_flag: ClassVar = "parked"
    question_id: str
    parked: bool
    was: bool


class SpotlightSet(Event, frozen=True):
    affects_questions: ClassVar = ("question_id",)
    question_id: str | None


class PitfallAdded(Event, frozen=True):
    """`at` is the place in the order, counted from 0; None is the end."""

    pitfall: str
    title: str
    at: int | None = None


class PitfallRemoved(Event, frozen=True):
    pitfall: str
    title: str
    at: int | None = None


class PitfallRenamed(Event, frozen=True):
    """None stands for the run sheet's own title."""

    pitfall: str
    title: str | None
    was: str | None


class PitfallsReordered(Event, frozen=True):
    pitfalls: tuple[str, ...]
    was: tuple[str, ...]


class DotsShown(Event, frozen=True):
    shown: bool


class BoardLanguageSet(Event, frozen=True):
    language: str


class BoardBlanked(Event, frozen=True):
    blank: bool


class BoardFrozen(Event, frozen=True):
    frozen: bool


class QrShown(Event, frozen=True):
    shown: bool


class LobbyLocked(Event, frozen=True):
    locked: bool


class NewcomersAdmitted(Event, frozen=True):
    """`up_to` is how many participants there may be before newcomers wait; None is without limit."""

    up_to: int | None


class EverythingHeld(Event, frozen=True):
    """`held` is whether every new question and every edit is held from now on."""

    held: bool


class ParticipantHeld(Event, frozen=True):
    """`held` is whether what this participant sends is held from now on."""

    affects_questions_of: ClassVar = ("participant",)
    affects_participants: ClassVar = ("participant",)
    participant: str
    held: bool
    was: bool


class KeyRenewed(Event, frozen=True):
    role: KeyRole
    generation: int


class DeviceRevoked(Event, frozen=True):
    device: str


class CommandUndone(Event, frozen=True):
    """The events of this command that follow undo those of `entry`, which `device` had made."""

    device: str
    entry: str


class CommandRedone(Event, frozen=True):
    device: str
    entry: str


class FiguresImported(Event, frozen=True):
    """What an export has only as a figure, and when the room first left the lobby, `began_ms`.

    Sums over people: joined, answered, listened. Of supporters, and of the askers whose single answers it
    hides, how many said yes, partly and no.
    """

    version: ClassVar[int] = 2
    joined: int
    people: int
    listened: int
    supporters: tuple[int, int, int]
    hidden_answers: tuple[int, int, int] = (0, 0, 0)
    began_ms: int | None = None


class SupportImported(Event, frozen=True):
    """How many supported a question, of whom an export keeps nothing else."""

    affects_questions: ClassVar = ("question_id",)
    question_id: str
    support: int


class DotsImported(Event, frozen=True):
    """All dots of an export, which names nobody who placed one; in thousandths, as in `DotPlaced`."""

    weights: tuple[tuple[int, int, int], ...]


class SessionEnded(Event, frozen=True):
    pass


class SessionReopened(Event, frozen=True):
    """The session goes on where it was when it ended."""


def kind_of(event: type[Event]) -> str:
    """`QuestionAsked` is `question_asked` in the log."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", event.__name__).lower()


BY_KIND: dict[str, type[Event]] = {kind_of(event): event for event in Event.__subclasses__()}
FLAG_EVENTS: dict[QuestionFlag, type[Event]] = {
    event.sets_flag: event for event in BY_KIND.values() if event.sets_flag is not None
}


def flag_set_by(event: Event) -> tuple[QuestionFlag, bool] | None:
    """The flag of a question that the event sets or clears, and its new value."""
    flag = event.sets_flag
    return None if flag is None else (flag, bool(getattr(event, flag)))


def flag_event(flag: QuestionFlag, question_id: str, value: bool) -> Event:
    """The event that sets or clears this flag of a question."""
    values: dict[str, Any] = {"question_id": question_id, flag: value, "was": not value}
    return FLAG_EVENTS[flag](**values)
