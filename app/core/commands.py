"""The commands: what can be asked of a session, and by which role.

A command names the end state it asks for ("this question in that pitfall"), so that it may be sent again,
which bad Wi-Fi makes necessary. Each class below is one command on the wire, and its fields are the
arguments. `rules` decides whether it is accepted; `web/wire` parses it from JSON.

`seen` is the `r` of the question's or the pitfall's row as the sender read it. If the words or the title
have changed since, the command is rejected as `stale`.
"""

import re
from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

from msgspec import Struct

Answer = Literal["yes", "partly", "no"]
PollAnswer = Literal[Answer, "listened"]
# The role `grouping` is a facilitator's helper, who may only group questions.
Role = Literal["participant", "facilitator", "grouping", "organiser", "clock"]
ROLES: tuple[Role, ...] = get_args(Role)
KeyRole = Literal["facilitator", "board", "report"]
# What a link to the report shows: no question's words, the questions too, or all that the report has.
ReportShows = Literal["figures", "questions", "all"]
# The order in which a walk shows the questions of a pitfall.
WalkOrder = Literal["support", "arrival"]
# Where one of two neighbours sits, seen towards the board.
Side = Literal["left", "right"]

PARTICIPANT: frozenset[Role] = frozenset({"participant"})
FACILITATOR: frozenset[Role] = frozenset({"facilitator", "organiser"})
# What belongs to grouping: it can be undone, changes no words, and shows none that were not shown before.
GROUPING: frozenset[Role] = FACILITATOR | {"grouping"}
ORGANISER: frozenset[Role] = frozenset({"organiser"})
CLOCK: frozenset[Role] = frozenset({"clock"})


@dataclass(frozen=True, slots=True)
class Actor:
    """The sender of a command.

    `id` is a participant's hash, the id of a facilitator's or a helper's device, or else empty.
    """

    role: Role
    id: str = ""

    def __str__(self) -> str:
        return f"{self.role}:{self.id}"

    @staticmethod
    def parse(text: str) -> "Actor":
        """Read what `str` wrote; raises ValueError for an unknown role."""
        for role in ROLES:
            if text.startswith(role + ":"):
                return Actor(role, text[len(role) + 1 :])
        raise ValueError(f"not an actor: {text!r}")


CLOCK_ACTOR = Actor("clock")


class Envelope(Struct, frozen=True):
    """A received command: its id (the idempotency key), its sender and its time (server milliseconds).

    `fingerprint` is a digest of the command's name and arguments as received; it distinguishes a command that
    is sent again from another one under the same id.
    """

    id: str
    actor: Actor
    at_ms: int
    fingerprint: str
    command: "Command"


class Command:
    """Base of all commands: `by` are the roles that may send it, `undoable` whether it can be undone.

    A command that says nothing else is the facilitator's alone.
    """

    __slots__ = ()
    by: ClassVar[frozenset[Role]] = FACILITATOR
    undoable: ClassVar[bool] = False


# ---- sent by participants


@dataclass(frozen=True, slots=True)
class AskQuestion(Command):
    """Send a question. The command's id becomes the question's id.

    `follows` makes it a next question, which is accepted in poll and done, also while submissions are closed:
    the id of one's own question, or "" from a participant who asked none. `begun_at_ms` (server milliseconds)
    is when the text was begun: if that was before submissions closed, there is a grace period.
    """

    by: ClassVar = PARTICIPANT
    text: str
    follows: str | None = None
    begun_at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class EditQuestion(Command):
    """Replace the text of one's own question; the new text is judged like that of a new question."""

    by: ClassVar = PARTICIPANT
    question_id: str
    text: str


@dataclass(frozen=True, slots=True)
class WithdrawQuestion(Command):
    """Withdraw one's own question; its words are erased for good."""

    by: ClassVar = PARTICIPANT
    question_id: str


@dataclass(frozen=True, slots=True)
class SupportQuestion(Command):
    """Support another participant's question: "I want to know that too"."""

    by: ClassVar = PARTICIPANT
    question_id: str


@dataclass(frozen=True, slots=True)
class UnsupportQuestion(Command):
    """Withdraw one's support of a question."""

    by: ClassVar = PARTICIPANT
    question_id: str


@dataclass(frozen=True, slots=True)
class ProposePitfall(Command):
    """Propose a pitfall for one's own question (`null`: don't know), as a hint; the question is not moved."""

    by: ClassVar = PARTICIPANT
    question_id: str
    pitfall: str | None


@dataclass(frozen=True, slots=True)
class PlaceDot(Command):
    """Say where one's own momentum comes from: three shares (0 or more) in the run sheet's order of words."""

    by: ClassVar = PARTICIPANT
    weights: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class AnswerPoll(Command):
    """Answer whether this question was answered; those who asked none send "" with `listened`."""

    by: ClassVar = PARTICIPANT
    question_id: str
    answer: PollAnswer


@dataclass(frozen=True, slots=True)
class PairWith(Command):
    """Pair with the neighbour whose phone shows these four digits ("" ends the pairing or the offer)."""

    by: ClassVar = PARTICIPANT
    code: str


@dataclass(frozen=True, slots=True)
class OfferPair(Command):
    """Offer to pair: the sender is given four digits for the neighbour to send; `side` is the sender's."""

    by: ClassVar = PARTICIPANT
    side: Side


@dataclass(frozen=True, slots=True)
class ShareQuestion(Command):
    """Make one's own question the pair's; with `shared` false, either of the two ends that."""

    by: ClassVar = PARTICIPANT
    question_id: str
    shared: bool = True


# ---- sent by facilitators: the arc


@dataclass(frozen=True, slots=True)
class EnterStep(Command):
    """Move the session from the step that the sender saw (`was`) to another."""

    was: str
    to: str


@dataclass(frozen=True, slots=True)
class NextBeat(Command):
    """Advance by one beat within the step; `was` is the beat that the sender saw (0 is the first).

    `question_id` is the question that was announced as the next one. If it cannot be shown now, the command
    is rejected as `stale`, and no other question is shown in its place.
    """

    was: int
    question_id: str | None = None


@dataclass(frozen=True, slots=True)
class PreviousBeat(Command):
    """Go back by one beat within the step; `was` is the beat that the sender saw.

    At the first beat nothing changes. A question in focus is in focus no longer; what was taken up stays so.
    """

    was: int


@dataclass(frozen=True, slots=True)
class SetWalkLength(Command):
    """Set how many questions each walk shows, those with most support first; `null` is all of them."""

    questions: int | None


@dataclass(frozen=True, slots=True)
class SetWalkOrder(Command):
    """Set the order in which walks show questions: the most support first, or by arrival the oldest first.

    Questions that a walk has shown, and the one in focus, are not shown again for it.
    """

    order: WalkOrder


@dataclass(frozen=True, slots=True)
class StartTimer(Command):
    """Start the countdown, or resume it after a pause."""


@dataclass(frozen=True, slots=True)
class PauseTimer(Command):
    """Pause the countdown."""


@dataclass(frozen=True, slots=True)
class MoveTimer(Command):
    """Give the turn more (or, negative, less) time, in milliseconds."""

    by_ms: int = 30_000


@dataclass(frozen=True, slots=True)
class RestartTimer(Command):
    """Reset the countdown to the full first turn, not running."""


@dataclass(frozen=True, slots=True)
class SetTurnLength(Command):
    """Set how long each turn lasts, in seconds; a running turn keeps its end."""

    seconds: int


@dataclass(frozen=True, slots=True)
class SwapTurn(Command):
    """End this turn now: the neighbour's turn begins, or after the last one the exercise ends."""


@dataclass(frozen=True, slots=True)
class OpenSubmissions(Command):
    """Open submissions: new questions are accepted."""


@dataclass(frozen=True, slots=True)
class CloseSubmissions(Command):
    """Close submissions: no new questions are accepted, except those begun before, within a grace period."""


@dataclass(frozen=True, slots=True)
class OpenPoll(Command):
    """Open the poll: answers are accepted."""


@dataclass(frozen=True, slots=True)
class ClosePoll(Command):
    """Close the poll: no more answers are accepted."""


# ---- sent by facilitators: questions


@dataclass(frozen=True, slots=True)
class PlaceQuestion(Command):
    """Put one question into a pitfall, or back into the tray (`null`), wherever it is now."""

    by: ClassVar = GROUPING
    undoable: ClassVar = True
    question_id: str
    pitfall: str | None


@dataclass(frozen=True, slots=True)
class PlaceQuestions(Command):
    """Put several questions into a pitfall; commands with the same `batch` are undone together.

    `was` has the pitfall in which the sender saw each of `ids` on the board, in the same order. If another
    device has since moved one elsewhere, or one has been merged or hidden, the command is rejected as
    `moved`. Without `was` they are moved from wherever they are.
    """

    by: ClassVar = GROUPING
    undoable: ClassVar = True
    ids: tuple[str, ...]
    pitfall: str | None
    batch: str = ""
    was: tuple[str | None, ...] | None = None


@dataclass(frozen=True, slots=True)
class LetThrough(Command):
    """Show a held question."""

    undoable: ClassVar = True
    question_id: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class HideQuestion(Command):
    """Take a question off the board; its asker still sees it."""

    undoable: ClassVar = True
    question_id: str


@dataclass(frozen=True, slots=True)
class ShowQuestion(Command):
    """Show a hidden question again."""

    undoable: ClassVar = True
    question_id: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class MergeQuestions(Command):
    """Merge questions into another that asks the same; `was` is that of `place_questions`."""

    by: ClassVar = GROUPING
    undoable: ClassVar = True
    ids: tuple[str, ...]
    into: str
    was: tuple[str | None, ...] | None = None


@dataclass(frozen=True, slots=True)
class SplitQuestion(Command):
    """Split a merged question off, or all that are merged into it, so that it stands alone again."""

    by: ClassVar = GROUPING
    undoable: ClassVar = True
    question_id: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class CorrectText(Command):
    """Correct a question's text."""

    undoable: ClassVar = True
    question_id: str
    text: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class AskForRoom(Command):
    """Enter a question for a person without a phone. The command's id becomes the question's id."""

    text: str


@dataclass(frozen=True, slots=True)
class Spotlight(Command):
    """Show one question alone on the board."""

    question_id: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class ClearSpotlight(Command):
    """Show the step on the board again, with no question in focus."""


@dataclass(frozen=True, slots=True)
class MarkTakenUp(Command):
    """Note whether the question was taken up in the room."""

    undoable: ClassVar = True
    question_id: str
    taken_up: bool = True


@dataclass(frozen=True, slots=True)
class ParkQuestion(Command):
    """Leave the question out of the walk's queue, or take it in again."""

    by: ClassVar = GROUPING
    undoable: ClassVar = True
    question_id: str
    parked: bool = True


@dataclass(frozen=True, slots=True)
class LeaveOut(Command):
    """Leave the question's words out of the report and all its files, or take them in again."""

    undoable: ClassVar = True
    question_id: str
    left_out: bool = True


@dataclass(frozen=True, slots=True)
class ReplyToQuestions(Command):
    """Reply to one or several questions, for their askers; it replaces the reply that a question has.

    `signed` says who replies, in words that the sender chooses; it may be empty.
    """

    undoable: ClassVar = True
    ids: tuple[str, ...]
    text: str
    signed: str = ""


@dataclass(frozen=True, slots=True)
class WithdrawReply(Command):
    """Take back the reply to a question."""

    undoable: ClassVar = True
    question_id: str


@dataclass(frozen=True, slots=True)
class PromiseReplies(Command):
    """Let the board promise, in the last step, that replies will come on the askers' own page, or not."""

    promised: bool = True


@dataclass(frozen=True, slots=True)
class HideAllFrom(Command):
    """Hide all questions of this question's asker and hold what comes next, without revealing the asker."""

    undoable: ClassVar = True
    question_id: str


@dataclass(frozen=True, slots=True)
class StopHoldingFrom(Command):
    """Stop holding what this question's asker sends; questions that are hidden stay hidden."""

    undoable: ClassVar = True
    question_id: str


@dataclass(frozen=True, slots=True)
class SweepNewerThan(Command):
    """Sweep out all participants who joined after this moment (server milliseconds).

    Their connections are closed, they are in no figure any more, and their questions are hidden.
    """

    undoable: ClassVar = True
    at_ms: int


@dataclass(frozen=True, slots=True)
class SweepHeld(Command):
    """Hide all held questions, except next questions, which stay held."""

    undoable: ClassVar = True


@dataclass(frozen=True, slots=True)
class LetAllThrough(Command):
    """Show all questions that are held only because everything new was held (`start_holding`).

    `seen` is the highest `r` of their rows as the sender read them; questions with newer words stay held.
    """

    undoable: ClassVar = True
    seen: int | None = None


# ---- sent by facilitators: pitfalls


@dataclass(frozen=True, slots=True)
class AddPitfall(Command):
    """Add a pitfall that came up in the room; its id is made from the command's id."""

    undoable: ClassVar = True
    title: str


@dataclass(frozen=True, slots=True)
class RenamePitfall(Command):
    """Give a pitfall another title, the same in every language."""

    undoable: ClassVar = True
    pitfall: str
    title: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class ReorderPitfalls(Command):
    """Put all pitfalls in this order; rejected as `stale` if any of them has changed since `seen`."""

    undoable: ClassVar = True
    pitfalls: tuple[str, ...]
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class RemovePitfall(Command):
    """Remove an empty pitfall that was added during the session."""

    undoable: ClassVar = True
    pitfall: str


# ---- sent by facilitators: the board and the room


@dataclass(frozen=True, slots=True)
class ShowDots(Command):
    """Show the momentum dots on the board."""


@dataclass(frozen=True, slots=True)
class HideDots(Command):
    """Take the momentum dots off the board."""


@dataclass(frozen=True, slots=True)
class SetBoardLanguage(Command):
    """Set the board's language, one of the run sheet's."""

    language: str


@dataclass(frozen=True, slots=True)
class BlankBoard(Command):
    """Make the board black."""


@dataclass(frozen=True, slots=True)
class LightBoard(Command):
    """Show the board again after `blank_board`."""


@dataclass(frozen=True, slots=True)
class FreezeBoard(Command):
    """Freeze the board: it keeps showing what it shows now while the session goes on."""


@dataclass(frozen=True, slots=True)
class ReleaseBoard(Command):
    """Let the board follow the session again after `freeze_board`."""


@dataclass(frozen=True, slots=True)
class ShowQr(Command):
    """Show the join QR over the whole board, in any step."""


@dataclass(frozen=True, slots=True)
class HideQr(Command):
    """Take the join QR off the board."""


@dataclass(frozen=True, slots=True)
class LockLobby(Command):
    """Lock the lobby to newcomers; participants who have joined can always connect again."""


@dataclass(frozen=True, slots=True)
class UnlockLobby(Command):
    """Let newcomers join again."""


@dataclass(frozen=True, slots=True)
class AdmitNewcomers(Command):
    """Admit newcomers until `up_to` have joined: `null` for no limit, 0 for the server's own limit."""

    up_to: int | None


@dataclass(frozen=True, slots=True)
class StartHolding(Command):
    """Hold every new question and every edit until it is let through."""


@dataclass(frozen=True, slots=True)
class StopHolding(Command):
    """Stop holding everything new; questions that are held stay held until they are let through."""


@dataclass(frozen=True, slots=True)
class Undo(Command):
    """Undo one command: by default the latest of this device. A grouping device may undo only its own."""

    by: ClassVar = GROUPING
    command_id: str = ""


@dataclass(frozen=True, slots=True)
class Redo(Command):
    """Do again what this device undid last."""

    by: ClassVar = GROUPING


@dataclass(frozen=True, slots=True)
class RenewKey(Command):
    """Renew the key of a role; the old key is invalid at once. An invited device may not send this."""

    role: KeyRole


@dataclass(frozen=True, slots=True)
class RevokeDevice(Command):
    """Revoke a facilitator's device: it cannot connect any more. An invited device may revoke only itself."""

    device: str


@dataclass(frozen=True, slots=True)
class EndSession(Command):
    """End the session: only its title, plan, keys and devices can be changed. Exports stay available."""


@dataclass(frozen=True, slots=True)
class ReopenSession(Command):
    """Take the end back: the session goes on where it was. An imported session cannot be reopened."""


# ---- sent by the server itself, never on the wire


@dataclass(frozen=True, slots=True)
class Retitle(Command):
    """Set the session's title, subtitle and occasion, on every screen.

    A `title` of None is the run sheet's. A `subtitle` or `occasion` of None is the run sheet's too, but empty
    beside a title of the session's own.
    """

    by: ClassVar = ORGANISER
    title: str | None
    subtitle: str | None = None
    occasion: str | None = None


@dataclass(frozen=True, slots=True)
class Plan(Command):
    """Set the session's day (an ISO date), its place, and how many are expected; None where not known."""

    by: ClassVar = ORGANISER
    date: str | None
    place: str | None
    expected: int | None


@dataclass(frozen=True, slots=True)
class MakeReportLink(Command):
    """Make a link to the report; `link` is its id, a new one.

    It opens the report until `until_ms` (server milliseconds), for None until the session is erased.
    """

    link: str
    shows: ReportShows
    until_ms: int | None


@dataclass(frozen=True, slots=True)
class EndReportLink(Command):
    """End a link to the report: it opens nothing any more."""

    link: str


@dataclass(frozen=True, slots=True)
class EmptySession(Command):
    """Empty the session before the hour, after a trial: see `SessionEmptied` for what goes and what stays.

    `participants` and `questions` are how many the organiser was shown; when there are others by now,
    the command is rejected as `stale`. An imported session cannot be emptied.
    """

    by: ClassVar = ORGANISER
    participants: int
    questions: int


@dataclass(frozen=True, slots=True)
class Join(Command):
    """Join the session, on a phone's first hello.

    Beyond `without_nod` participants newcomers wait for a nod; beyond `most` they are rejected as `full`.
    """

    by: ClassVar = PARTICIPANT
    most: int = 1_000_000
    without_nod: int = 1_000_000


@dataclass(frozen=True, slots=True)
class ConnectDevice(Command):
    """Register a facilitator's or a helper's device, on its hello; without a name it keeps the one it has."""

    by: ClassVar = GROUPING
    name: str = ""


@dataclass(frozen=True, slots=True)
class TimeIsUp(Command):
    """The time that `next_deadline` gave has come."""

    by: ClassVar = CLOCK


INTERNAL: tuple[type[Command], ...] = (
    Retitle,
    Plan,
    MakeReportLink,
    EndReportLink,
    EmptySession,
    Join,
    ConnectDevice,
    TimeIsUp,
)


def wire_name(command: type[Command]) -> str:
    """`AskQuestion` is `ask_question` on the wire."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", command.__name__).lower()


# By name first: `dataclass(slots=True)` makes a second class, so each command is listed twice as a subclass.
_ALL: dict[str, type[Command]] = {wire_name(command): command for command in Command.__subclasses__()}
BY_NAME: dict[str, type[Command]] = {
    name: command for name, command in _ALL.items() if command not in INTERNAL
}
