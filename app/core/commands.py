"""What can be asked of a session, and by whom.

A command names the end state it asks for ("this question in that pitfall"), so that sending it twice does
no harm: bad Wi-Fi will. Each class below is one command on the wire, its fields are the arguments.
Whether it is accepted is decided in `rules`; how it is spelled in JSON is settled in `web/wire`.

`seen` is the `r` of the question's or the pitfall's row as the asker read it: what is newer is `stale`.
"""

import re
from dataclasses import dataclass
from typing import ClassVar, Literal

Answer = Literal["yes", "partly", "no"]
PollAnswer = Literal[Answer, "listened"]
Role = Literal["participant", "facilitator", "organiser", "clock"]
KeyRole = Literal["facilitator", "board", "report"]

PARTICIPANT: frozenset[Role] = frozenset({"participant"})
FACILITATOR: frozenset[Role] = frozenset({"facilitator", "organiser"})
ORGANISER: frozenset[Role] = frozenset({"organiser"})
CLOCK: frozenset[Role] = frozenset({"clock"})


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. `id` is a participant's hash, a facilitator's device id, or empty for the others."""

    role: Role
    id: str = ""

    def __str__(self) -> str:
        return f"{self.role}:{self.id}"

    @staticmethod
    def parse(text: str) -> "Actor":
        """Read what `str` wrote; raises ValueError for an unknown role."""
        for role in ("participant", "facilitator", "organiser", "clock"):
            if text.startswith(role + ":"):
                return Actor(role, text[len(role) + 1 :])
        raise ValueError(f"not an actor: {text!r}")


CLOCK_ACTOR = Actor("clock")


@dataclass(frozen=True, slots=True)
class Envelope:
    """A command on its way: who asks, when (server milliseconds), under which id.

    `fingerprint` is a digest of the command's name and arguments as they came; it tells a resent
    command from another one under the same id.
    """

    id: str
    actor: Actor
    at_ms: int
    fingerprint: str
    command: "Command"


class Command:
    """Base of all commands: `by` says which roles may ask, `undoable` whether undo reaches it."""

    __slots__ = ()
    by: ClassVar[frozenset[Role]] = FACILITATOR
    undoable: ClassVar[bool] = False


# ---- asked by participants


@dataclass(frozen=True, slots=True)
class AskQuestion(Command):
    """Send a question. The command's id becomes the question's id.

    `follows` makes it a next question (in poll and done, open or closed): the id of an own question,
    or "" from somebody who asked none. `begun_at_ms` (server time) lets a text that was begun before
    submissions closed arrive within the grace period.
    """

    by: ClassVar = PARTICIPANT
    text: str
    follows: str | None = None
    begun_at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class EditQuestion(Command):
    """Replace the text of an own question; judged like a new one."""

    by: ClassVar = PARTICIPANT
    question_id: str
    text: str


@dataclass(frozen=True, slots=True)
class WithdrawQuestion(Command):
    """Take an own question back; its words are erased for good."""

    by: ClassVar = PARTICIPANT
    question_id: str


@dataclass(frozen=True, slots=True)
class SupportQuestion(Command):
    """Say "I want to know that too" of somebody else's question."""

    by: ClassVar = PARTICIPANT
    question_id: str


@dataclass(frozen=True, slots=True)
class UnsupportQuestion(Command):
    """Take the support back."""

    by: ClassVar = PARTICIPANT
    question_id: str


@dataclass(frozen=True, slots=True)
class ProposePitfall(Command):
    """Say where an own question belongs (`null`: don't know). A hint to the facilitator, no move."""

    by: ClassVar = PARTICIPANT
    question_id: str
    pitfall: str | None


@dataclass(frozen=True, slots=True)
class PlaceDot(Command):
    """Where one's own momentum comes from: three shares (0 or more) in the run sheet's order of words."""

    by: ClassVar = PARTICIPANT
    weights: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class AnswerPoll(Command):
    """Was this question answered? "" with `listened` for those who asked nothing."""

    by: ClassVar = PARTICIPANT
    question_id: str
    answer: PollAnswer


@dataclass(frozen=True, slots=True)
class PairWith(Command):
    """Show the four digits that two neighbours share ("" ends the pairing)."""

    by: ClassVar = PARTICIPANT
    code: str


# ---- asked by facilitators: the arc


@dataclass(frozen=True, slots=True)
class EnterStep(Command):
    """Move the room from the step the asker saw (`was`) to another."""

    was: str
    to: str


@dataclass(frozen=True, slots=True)
class NextBeat(Command):
    """Go one beat on inside the step; `was` is the beat the asker saw (0 is the first).

    `question_id` is the question that was announced as the next one: another one is never shown in its place.
    """

    was: int
    question_id: str | None = None


@dataclass(frozen=True, slots=True)
class SetWalkLength(Command):
    """How many questions each walk shows, the most wanted first; `null` is all of them."""

    questions: int | None


@dataclass(frozen=True, slots=True)
class StartTimer(Command):
    """Start the countdown, or let it go on after a pause."""


@dataclass(frozen=True, slots=True)
class PauseTimer(Command):
    """Hold the countdown where it is."""


@dataclass(frozen=True, slots=True)
class MoveTimer(Command):
    """Give the turn more (or, negative, less) time, in milliseconds."""

    by_ms: int = 30_000


@dataclass(frozen=True, slots=True)
class RestartTimer(Command):
    """Back to the full first turn, not running."""


@dataclass(frozen=True, slots=True)
class SetTurnLength(Command):
    """How long each turn lasts, in seconds; a running turn keeps its end."""

    seconds: int


@dataclass(frozen=True, slots=True)
class SwapTurn(Command):
    """End this turn now: the neighbour's begins, and after the last one the exercise is over."""


@dataclass(frozen=True, slots=True)
class OpenSubmissions(Command):
    """Let questions in."""


@dataclass(frozen=True, slots=True)
class CloseSubmissions(Command):
    """Let no new questions in; those already being written have a grace period."""


@dataclass(frozen=True, slots=True)
class OpenPoll(Command):
    """Let answers in."""


@dataclass(frozen=True, slots=True)
class ClosePoll(Command):
    """Let no more answers in."""


# ---- asked by facilitators: questions


@dataclass(frozen=True, slots=True)
class PlaceQuestion(Command):
    """Put one question into a pitfall, or back into the tray (`null`)."""

    undoable: ClassVar = True
    question_id: str
    pitfall: str | None


@dataclass(frozen=True, slots=True)
class PlaceQuestions(Command):
    """Put several questions into a pitfall; commands with the same `batch` are undone together."""

    undoable: ClassVar = True
    ids: tuple[str, ...]
    pitfall: str | None
    batch: str = ""


@dataclass(frozen=True, slots=True)
class LetThrough(Command):
    """Show a held question."""

    undoable: ClassVar = True
    question_id: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class HideQuestion(Command):
    """Take a question off the board; its asker keeps it."""

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
    """Lay questions under another that asks the same."""

    undoable: ClassVar = True
    ids: tuple[str, ...]
    into: str


@dataclass(frozen=True, slots=True)
class SplitQuestion(Command):
    """Take a merged question out again."""

    undoable: ClassVar = True
    question_id: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class CorrectText(Command):
    """Mend a slip in a question's text."""

    undoable: ClassVar = True
    question_id: str
    text: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class AskForRoom(Command):
    """Enter a question for somebody without a phone. The command's id becomes the question's id."""

    text: str


@dataclass(frozen=True, slots=True)
class Spotlight(Command):
    """Show one question alone on the board."""

    question_id: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class ClearSpotlight(Command):
    """Back to the step's own picture."""


@dataclass(frozen=True, slots=True)
class MarkTakenUp(Command):
    """Note whether the question was taken up in the room."""

    undoable: ClassVar = True
    question_id: str
    taken_up: bool = True


@dataclass(frozen=True, slots=True)
class ParkQuestion(Command):
    """Leave the question out of the walk's queue, or take it in again."""

    undoable: ClassVar = True
    question_id: str
    parked: bool = True


@dataclass(frozen=True, slots=True)
class HideAllFrom(Command):
    """Hide everything this question's asker has sent, and hold what comes; nobody learns who that is."""

    undoable: ClassVar = True
    question_id: str


@dataclass(frozen=True, slots=True)
class StopHoldingFrom(Command):
    """Judge what this question's asker sends like everybody else's again; what is hidden stays hidden."""

    undoable: ClassVar = True
    question_id: str


@dataclass(frozen=True, slots=True)
class SweepNewerThan(Command):
    """Sweep out all participants who joined after this moment (server milliseconds).

    They lose their connections and count for nothing any more; their questions are hidden.
    """

    undoable: ClassVar = True
    at_ms: int


@dataclass(frozen=True, slots=True)
class SweepHeld(Command):
    """Hide all questions that wait to be let through; next questions wait apart and stay."""

    undoable: ClassVar = True


@dataclass(frozen=True, slots=True)
class LetAllThrough(Command):
    """Show all questions that are held for no other reason than that everything was held.

    `seen` is the highest `r` of their rows: those with newer words stay held.
    """

    undoable: ClassVar = True
    seen: int | None = None


# ---- asked by facilitators: pitfalls


@dataclass(frozen=True, slots=True)
class AddPitfall(Command):
    """Add a pitfall the room has come up with; its id is made from the command's id."""

    undoable: ClassVar = True
    title: str


@dataclass(frozen=True, slots=True)
class RenamePitfall(Command):
    """Give a pitfall another title, in every language alike."""

    undoable: ClassVar = True
    pitfall: str
    title: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class ReorderPitfalls(Command):
    """All pitfalls in their new order. What has changed of any of them since `seen` is `stale`."""

    undoable: ClassVar = True
    pitfalls: tuple[str, ...]
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class RemovePitfall(Command):
    """Take away an empty pitfall that was added during the session."""

    undoable: ClassVar = True
    pitfall: str


# ---- asked by facilitators: the board and the room


@dataclass(frozen=True, slots=True)
class ShowDots(Command):
    """Show the momentum dots on the board."""


@dataclass(frozen=True, slots=True)
class HideDots(Command):
    """Take the momentum dots off the board."""


@dataclass(frozen=True, slots=True)
class SetBoardLanguage(Command):
    """The board's language, one of the run sheet's."""

    language: str


@dataclass(frozen=True, slots=True)
class BlankBoard(Command):
    """True black on the board."""


@dataclass(frozen=True, slots=True)
class LightBoard(Command):
    """Back from black."""


@dataclass(frozen=True, slots=True)
class FreezeBoard(Command):
    """Keep the board's picture as it is while the session goes on."""


@dataclass(frozen=True, slots=True)
class ReleaseBoard(Command):
    """Back to the live picture."""


@dataclass(frozen=True, slots=True)
class ShowQr(Command):
    """The join QR over the whole board, whatever the step."""


@dataclass(frozen=True, slots=True)
class HideQr(Command):
    """Back to the step's own picture."""


@dataclass(frozen=True, slots=True)
class LockLobby(Command):
    """Let nobody new in; those who have joined always get back in."""


@dataclass(frozen=True, slots=True)
class UnlockLobby(Command):
    """Let newcomers in again."""


@dataclass(frozen=True, slots=True)
class AdmitNewcomers(Command):
    """Let newcomers in until so many have joined: `null` for all, 0 for as many as the server lets in."""

    up_to: int | None


@dataclass(frozen=True, slots=True)
class StartHolding(Command):
    """Hold every new question and every edit until it is let through."""


@dataclass(frozen=True, slots=True)
class StopHolding(Command):
    """Show what comes from now on at once again; what is held stays held until it is let through."""


@dataclass(frozen=True, slots=True)
class Undo(Command):
    """Undo one command: by default the latest of this device."""

    command_id: str = ""


@dataclass(frozen=True, slots=True)
class Redo(Command):
    """Do again what this device undid last."""


@dataclass(frozen=True, slots=True)
class RenewKey(Command):
    """Make a new key for a role; the old link is dead at once. An invited device may not ask for it."""

    role: KeyRole


@dataclass(frozen=True, slots=True)
class RevokeDevice(Command):
    """Let a facilitator's device in no more. An invited device may revoke itself alone."""

    device: str


@dataclass(frozen=True, slots=True)
class EndSession(Command):
    """The session is over: nothing can be asked for any more, everything can be exported."""


@dataclass(frozen=True, slots=True)
class ReopenSession(Command):
    """Take the end back: the session goes on where it was. An imported session cannot go on."""


# ---- asked by the house itself, never on the wire


@dataclass(frozen=True, slots=True)
class Retitle(Command):
    """Give the session another title, subtitle and occasion, on every screen.

    None as `title` is the run sheet's own. None as one of the others is the run sheet's too, but beside a
    title of the session's own it is empty.
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
class Join(Command):
    """A phone says hello for the first time; beyond `without_nod` participants it has to wait for a nod."""

    by: ClassVar = PARTICIPANT
    most: int = 1_000_000
    without_nod: int = 1_000_000


@dataclass(frozen=True, slots=True)
class ConnectDevice(Command):
    """A facilitator's device says hello, perhaps with a name."""

    name: str = ""


@dataclass(frozen=True, slots=True)
class TimeIsUp(Command):
    """The deadline that `next_deadline` named has come."""

    by: ClassVar = CLOCK


INTERNAL: tuple[type[Command], ...] = (Retitle, Plan, Join, ConnectDevice, TimeIsUp)


def wire_name(command: type[Command]) -> str:
    """`AskQuestion` is `ask_question` on the wire."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", command.__name__).lower()


# By name first: a dataclass with slots is made anew, and its first draft is a subclass too.
_ALL: dict[str, type[Command]] = {wire_name(command): command for command in Command.__subclasses__()}
BY_NAME: dict[str, type[Command]] = {
    name: command for name, command in _ALL.items() if command not in INTERNAL
}
