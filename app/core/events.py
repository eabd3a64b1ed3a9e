"""The events: what has happened in a session, which *is* the sequence of its events.

Every event is a fact in the past tense, and has all that `evolve` needs. Participants' words are only in
fields named `text`, which the log stores separately and can blank; no other field may repeat them. Events
that can be undone have the value before as well.
"""

import re
from functools import cache
from typing import Any, ClassVar, Literal, get_args

from msgspec import Struct

from app.core.commands import KeyRole, PollAnswer, ReportShows, Side, WalkOrder
from app.core.personal_data import Flag
from app.core.run_sheet import RunSheet

Visibility = Literal["held", "shown", "hidden"]
# Why this version holds a question; `why` in a kept event may have a reason of another version.
HeldReason = Literal[Flag, "moderation", "next", "holding", "asker"]
# The flags that a facilitator can set on a question. State, undo, import, and tables of server and screens
# follow this list.
QuestionFlag = Literal["taken_up", "parked", "left_out"]
QUESTION_FLAGS: tuple[QuestionFlag, ...] = get_args(QuestionFlag)


class Event(Struct, frozen=True):
    """Base of all events; `version` rises when the fields of a kind change.

    Three class variables name fields: `affects_questions` those with ids of questions whose rows the event
    may change, `affects_questions_of` those with participants whose questions' rows it may all change, and
    `affects_participants` those with participants whose own lane it may change. `affected_questions` and
    `affected_participants` in `evolve` add what follows from these. `sets_flag` is the flag of a question
    that the event sets or clears: its field of that name is the new value, and `was` the one before.
    """

    version: ClassVar[int] = 1
    affects_questions: ClassVar[tuple[str, ...]] = ()
    affects_questions_of: ClassVar[tuple[str, ...]] = ()
    affects_participants: ClassVar[tuple[str, ...]] = ()
    sets_flag: ClassVar[QuestionFlag | None] = None


class Recorded(Struct, frozen=True):
    """An event as recorded in the log: `seq` counts a session's events from 1 without gaps.

    In a session that was emptied they begin with a later number. `n_in_command` counts the events of one
    command from 0; `fingerprint` is None once the words it was made from have been erased.
    """

    seq: int
    n_in_command: int
    at_ms: int
    actor: str
    command_id: str
    fingerprint: str | None
    event: Event


class SessionOpened(Event, frozen=True):
    """`date` is an ISO date; `expected` is how many people the organiser expects.

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
    """A field is None where the words are the run sheet's; see `State.subtitle_in`."""

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
    """Sweep: the participants in the room who joined after event `after`, up to event `until`, were removed.

    `participants` is how many they are, `questions` how many questions they have: the session summary needs
    both without replaying the log.
    """

    after: int
    until: int
    participants: int
    questions: int


class ParticipantsRestored(Event, frozen=True):
    """The participants swept out by event `sweep` are back; the other fields repeat that event, for redo."""

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
    """Only in old logs: digits that a participant sent, without a neighbour who had sent the same."""

    affects_participants: ClassVar = ("participant",)
    participant: str
    code: str


class PairOffered(Event, frozen=True):
    """The participant's phone shows these four digits; `side` is where the participant sits of the two."""

    affects_participants: ClassVar = ("participant",)
    participant: str
    code: str
    side: Side


class PairLinked(Event, frozen=True):
    """`neighbour` sent the digits of `participant`: the two are a pair."""

    affects_participants: ClassVar = ("participant", "neighbour")
    participant: str
    neighbour: str


class PairEnded(Event, frozen=True):
    """The participant and `neighbour` are no pair any more; None where only digits were taken back."""

    affects_participants: ClassVar = ("participant", "neighbour")
    participant: str
    neighbour: str | None


class QuestionShared(Event, frozen=True):
    """`shared` is whether the question is from now on also that of `participant`, its asker's neighbour."""

    affects_questions: ClassVar = ("question_id",)
    affects_participants: ClassVar = ("participant",)
    question_id: str
    participant: str
    shared: bool


class StepEntered(Event, frozen=True):
    step: str


class BeatReached(Event, frozen=True):
    """`taken_up` is set only in old logs: the question in focus until then, which was marked as taken up."""

    affects_questions: ClassVar = ("taken_up",)
    beat: int
    taken_up: str | None = None


class WalkLengthSet(Event, frozen=True):
    """How many questions each walk shows; None is all."""

    questions: int | None


class WalkOrderSet(Event, frozen=True):
    """The order in which walks show questions from now on."""

    order: WalkOrder


class TurnBegan(Event, frozen=True):
    turn: int
    ends_at_ms: int


class TurnEnded(Event, frozen=True):
    """A turn has ended; the pause in which neighbours swap lasts until `ends_at_ms`."""

    ends_at_ms: int


class BuzzEnded(Event, frozen=True):
    """The last turn of the buzz has ended, or in the step alone its only one."""


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
    """The question has the words of event `to_seq` again: undo refers to words, it never copies them."""

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


class QuestionLeftOut(Event, frozen=True):
    affects_questions: ClassVar = ("question_id",)
    sets_flag: ClassVar = "left_out"
    question_id: str
    left_out: bool
    was: bool


class QuestionReplied(Event, frozen=True):
    """A reply to the question. The first line of `text` says who replies and may be empty; the reply follows.

    One field has both, so that both are erased with the question. `was_seq` is the event with the reply
    before, None if there was none.
    """

    affects_questions: ClassVar = ("question_id",)
    question_id: str
    was_seq: int | None
    text: str | None


class ReplyWithdrawn(Event, frozen=True):
    """The reply of event `was_seq` was taken back."""

    affects_questions: ClassVar = ("question_id",)
    question_id: str
    was_seq: int


class ReplyRestored(Event, frozen=True):
    """The question has the reply of event `to_seq` again, or none; see `TextRestored`."""

    affects_questions: ClassVar = ("question_id",)
    question_id: str
    to_seq: int | None
    was_seq: int | None


class SpotlightSet(Event, frozen=True):
    affects_questions: ClassVar = ("question_id",)
    question_id: str | None


class PitfallAdded(Event, frozen=True):
    """`at` is the position in the order, counted from 0; None is the end."""

    pitfall: str
    title: str
    at: int | None = None


class PitfallRemoved(Event, frozen=True):
    pitfall: str
    title: str
    at: int | None = None


class PitfallRenamed(Event, frozen=True):
    """A title of None is the run sheet's."""

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


class RepliesPromised(Event, frozen=True):
    """Whether the board promises, in the last step, that replies will come."""

    promised: bool


class QrShown(Event, frozen=True):
    shown: bool


class LobbyLocked(Event, frozen=True):
    locked: bool


class NewcomersAdmitted(Event, frozen=True):
    """`up_to` is how many participants there may be before newcomers wait; None is no limit."""

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


class ReportLinkMade(Event, frozen=True):
    """A link to the report, which shows so much of it until then; None is until the session is erased."""

    link: str
    shows: ReportShows
    until_ms: int | None


class ReportLinkEnded(Event, frozen=True):
    link: str


class CommandUndone(Event, frozen=True):
    """The events of this command that follow undo those of `entry`, on the undo stack of `device`."""

    device: str
    entry: str


class CommandRedone(Event, frozen=True):
    device: str
    entry: str


class FiguresImported(Event, frozen=True):
    """What an export has only as a figure, and `began_ms`, when the session first left the lobby.

    `joined`, `people` (those who answered the poll) and `listened` count participants. `supporters`, and
    `hidden_answers` of askers whose single answers the export hides, are how many said yes, partly and no.
    """

    version: ClassVar[int] = 2
    joined: int
    people: int
    listened: int
    supporters: tuple[int, int, int]
    hidden_answers: tuple[int, int, int] = (0, 0, 0)
    began_ms: int | None = None


class SupportImported(Event, frozen=True):
    """How many participants supported a question; an export has only their number."""

    affects_questions: ClassVar = ("question_id",)
    question_id: str
    support: int


class SkippedImported(Event, frozen=True):
    """The pitfalls that the room of an export went past; an export does not have the steps it entered."""

    pitfalls: tuple[str, ...]


class DotsImported(Event, frozen=True):
    """All dots of an export, which does not say who placed them; in thousandths, as in `DotPlaced`."""

    weights: tuple[tuple[int, int, int], ...]


class SessionEmptied(Event, frozen=True):
    """The session is as it was opened, without participants, questions and all that was done in it.

    What stays is in the events of `KEPT_WHEN_EMPTIED`. The log deletes all others with the append of this
    one, so that a log begins with a later seq than 1 then.
    """


class SessionEnded(Event, frozen=True):
    pass


class SessionReopened(Event, frozen=True):
    """The session goes on where it was when it ended."""


@cache
def kind_of(event: type[Event]) -> str:
    """`QuestionAsked` is `question_asked` in the log."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", event.__name__).lower()


# The events that stay in the log when a session is emptied: its title, plan, keys, devices and report links.
KEPT_WHEN_EMPTIED: tuple[type[Event], ...] = (
    SessionOpened,
    SessionRetitled,
    SessionPlanned,
    KeyRenewed,
    DeviceConnected,
    DeviceRevoked,
    ReportLinkMade,
    ReportLinkEnded,
)
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
