"""The rows of every table of a view, as sent on the wire; the functions in `views` return them.

The screens' types are generated from these (`make generate`), and docs/protocol.md describes the tables.
Every row of a logged table has `r`, the seq that last changed it. `SharedTables` lists the tables that all
screens have, and the classes after it those of each screen.
"""

from collections.abc import Mapping
from typing import Any, Literal, NotRequired, TypedDict, get_args

from app.core.commands import Answer, Side, WalkOrder
from app.core.personal_data import Flag
from app.core.state import TimerPhase

# A row of any table; it is never changed once it is made.
Row = Mapping[str, Any]
Table = dict[str, Row]
View = dict[str, Table]

ScreenRole = Literal["phone", "board", "console"]
SCREEN_ROLES: tuple[ScreenRole, ...] = get_args(ScreenRole)
QuestionState = Literal["held", "shown", "hidden", "merged"]
UndoKind = Literal[
    "placed",
    "hidden",
    "shown",
    "held",
    "all_hidden",
    "asker_released",
    "merged",
    "split",
    "corrected",
    "replied",
    "reply_withdrawn",
    "marked",
    "swept",
    "restored",
    "pitfalls",
]
NoticeKind = Literal["flood", "crowd", "waiting", "rush", "refused"]
SuggestingState = Literal["off", "starting", "on", "failed"]
BecauseKind = Literal["words", "example", "card", "asker"]
# Whose question a phone's own is: its owner's, the pair's and asked by its owner, or the pair's and asked by
# the neighbour.
AskedBy = Literal["me", "us", "neighbour"]


class LogoRow(TypedDict):
    """Where the image is, and what it says."""

    address: str
    text: str


class SessionRow(TypedDict):
    """`accent` is a colour such as `#0b5d3b`; None for the screens' own."""

    code: str
    title: str
    subtitle: str
    occasion: str
    date: str | None
    place: str | None
    expected: int | None
    language: str
    languages: list[str]
    rehearsal: bool
    ended: bool
    accent: str | None
    logo: LogoRow | None
    r: int


class StepRow(TypedDict):
    """`began_at_ms` is when the session first left the lobby, `skipped` the pitfalls it passed over."""

    step: str
    beat: int
    beats: int
    at_ms: int
    began_at_ms: int | None
    skipped: list[str]
    r: int


class ArcRow(TypedDict):
    """The steps that the room has been in, in the order of the arc."""

    entered: list[str]
    r: int


class TimerRow(TypedDict):
    """The countdown of the current step; in steps that have none, that of the buzz."""

    phase: TimerPhase
    turn: int
    turns: int
    turn_ms: int
    ends_at_ms: int | None
    left_ms: int
    r: int


class GatesRow(TypedDict):
    submissions: bool
    closed_at_ms: int | None
    grace_ms: int
    poll: bool
    editing: bool
    lobby_locked: bool
    r: int


class DoorRow(TypedDict):
    """Whether everything new is held, and up to how many participants the facilitator admits (null: all)."""

    holding: bool
    admitted: int | None
    r: int


class CountsRow(TypedDict):
    joined: int
    questions: int
    next: int
    r: int


class ReceivedRow(TypedDict):
    """The questions received, without withdrawn and swept ones; `held` and `hidden` are in no other count."""

    all: int
    held: int
    hidden: int
    r: int


class WalkRow(TypedDict):
    """How many questions each walk shows (null: all), and those already shown and left, in that order.

    `counts_at_ms` is when the question in focus is marked as taken up automatically, null when it is not.
    """

    length: int | None
    done: list[str]
    counts_at_ms: int | None
    r: int


class UndoRow(TypedDict):
    """What undo would take back on one device: the command or batch, what it did, and to how many questions.

    `question_id` is set if it is one question, `step` is the step in which it was done. `shows` and
    `redo_shows` are whether undo or redo would show hidden words again. With nothing to undo, `command_id`
    is null.
    """

    command_id: str | None
    what: UndoKind | None
    n: int
    question_id: str | None
    step: str | None
    shows: bool
    redo_shows: bool
    r: int


class MomentumWord(TypedDict):
    id: str
    word: str
    points: list[str]


class MomentumSheet(TypedDict):
    question: str
    words: list[MomentumWord]


class SheetRow(TypedDict):
    """The run sheet in the audience's language; `minutes` are the planned ones by step.

    `alone_prompt` is null where the arc has no such step, `afterwards` where the sheet does not say
    what follows the buzz.
    """

    question_prompt: str
    alone_prompt: str | None
    prompts: list[str]
    afterwards: str | None
    closing: list[str]
    steps: list[str]
    minutes: dict[str, int]
    momentum: MomentumSheet | None
    poll_question: str
    next_question: str
    max_graphemes: int
    per_participant: int
    others_visible: bool
    pairs: bool
    r: int


class PitfallRow(TypedDict):
    number: int
    short: str
    title: str
    causes: list[str]
    answer_title: str
    points: list[str]
    ad_hoc: bool
    r: int


class BoardRow(TypedDict):
    blank: bool
    frozen: bool
    qr: bool
    language: str
    dots_shown: bool
    spotlight: str | None
    walk_order: WalkOrder
    replies_promised: bool
    r: int


class TallyRow(TypedDict):
    questions: int
    r: int


class QuestionRow(TypedDict):
    text: str
    at_ms: int
    next: bool
    r: int


class PersonalPlace(TypedDict):
    """Where a text seems to hold personal data, in characters (code points); `end` is behind the last."""

    flag: Flag
    start: int
    end: int


class ConsoleQuestionRow(QuestionRow):
    """`personal` is there for texts held for personal data, as it is found in them now."""

    personal: NotRequired[list[PersonalPlace]]


class PlaceRow(TypedDict):
    pitfall: str | None
    r: int


class SupportRow(TypedDict):
    """How many want to know it, or what is merged into it, besides those who asked: each of them once."""

    n: int
    r: int


class ReplyShown(TypedDict):
    """A reply, who signed it ("" where that is not said), and when it came."""

    text: str
    signed: str
    at_ms: int


class ReplyRow(ReplyShown):
    r: int


class FlagsRow(TypedDict):
    """`merged` is how many questions are merged into this one."""

    taken_up: bool
    parked: bool
    merged: int
    r: int


class ConsoleFlagsRow(FlagsRow):
    """`why` it was held, `into` which question it is merged, and which pitfall its asker `proposed`.

    `left_out` is whether its text is left out of the report, `asker_held` whether new questions of the same
    asker are held.
    """

    state: QuestionState
    left_out: bool
    why: list[str]
    into: str | None
    proposed: str | None
    by_room: bool
    asker_held: bool


class Shares(TypedDict):
    """How many gave each answer; all null while the group is too small to be shown."""

    yes: int | None
    partly: int | None
    no: int | None


class PollRow(Shares):
    """The poll's figures for one pitfall or the tray; the row `all`, for the whole room, has more fields."""

    answers: int | None
    asked: int
    hidden: bool
    r: int
    listened: NotRequired[int]
    people: NotRequired[int]
    supporters: NotRequired[Shares]


class Following(Shares):
    """Not on the wire: how many of the first questions have a next question after them."""

    all: int
    unanswered: int | None
    hidden: bool


class SweptFigures(TypedDict):
    """Not on the wire: what a sweep would take away; votes are answers, support and dots."""

    participants: int
    questions: int
    votes: int


class PairsRow(TypedDict):
    """How many pairs of phones are linked; only where the run sheet asks for pairs."""

    linked: int
    r: int


class MomentumRow(TypedDict):
    dots: int
    hidden: bool
    centre: list[float] | None
    r: int


class DotRow(TypedDict):
    weights: list[float]
    r: int


class DeviceRow(TypedDict):
    name: str
    r: int


class NoteRow(TypedDict):
    text: str
    r: int


class NoticeRow(TypedDict):
    """A notice to the facilitator, with its figures.

    `n` counts the texts of a flood, the phones that wait outside (`crowd`, `waiting`), the newcomers of a
    rush, or the refusals. `phones` is how many phones sent the flood, `since_ms` when the rush began.
    """

    kind: NoticeKind
    n: int
    phones: int | None
    since_ms: int | None


BoardSound = Literal["on", "muted", "blocked"]


class SoundRow(TypedDict):
    """How many boards have sound, are muted, or are blocked by their browser until a user's gesture."""

    on: int
    muted: int
    blocked: int


class GongRow(SoundRow):
    """What boards have answered to the `n`th gong request; `n` is 0 until a console has sent one."""

    n: int


class GongRequestRow(TypedDict):
    """A console's request that each board sounds its gong and answers; `n` counts these requests."""

    n: int


class ConnectedRow(TypedDict):
    """A connected device: whether its page is shown, and whether it came by a one-time code."""

    shown: bool
    invited: bool


class PresenceRow(TypedDict):
    """Presence: who is connected at the moment. Not logged, so without `r`.

    Every participant is `connected`, `asleep` (or gone), or `lost`: the connection broke while the page was
    shown. `boards` does not count consoles' previews; `boards_hidden` of them are behind another window or
    asleep, and `boards_awake` keep their computer's screen on. `devices` has the connected ones by id.
    `waiting` counts the phones outside, which the facilitator may admit; `rush_since_ms` is when the latest
    rush began, and stays for some time after it.
    """

    connected: int
    asleep: int
    lost: int
    lost_many: bool
    typing: int
    boards: int
    boards_hidden: int
    boards_awake: int
    sound: SoundRow
    gong: GongRow
    consoles: int
    devices: dict[str, ConnectedRow]
    newcomers: int
    rush: bool
    rush_since_ms: int | None
    waiting: int
    notice: NoticeRow | None


class AddressRow(TypedDict):
    """Where people join, once that has changed since the server started, or cannot be reached.

    `address` has no code; it is empty on a computer that has had no network yet. `reachable` is whether the
    computer has it now, `changed` whether it is another than the first one. Not logged, so without `r`.
    """

    address: str
    reachable: bool
    changed: bool


class SuggestingRow(TypedDict):
    """Whether pitfalls are suggested at the moment, and whether the model of meaning takes part in that.

    `off`: switched off, or what it needs is not installed. There is no row before the first question is in
    the tray of a session with a console.
    """

    state: SuggestingState
    semantic: bool


class BecauseRow(TypedDict):
    """Why a pitfall is suggested: for `words` that it shares, or because of an example or a placed question
    with this `text`, or because the asker proposed it. What does not apply is empty.
    """

    kind: BecauseKind
    words: list[str]
    text: str


class SuggestionRow(TypedDict):
    """The pitfalls suggested for a question in the tray, with their probabilities. Not logged, without `r`.

    `first` null means that it fits none; with `first_p` 0 nothing is suggested. There is a second one only
    with `has_second`, and it may be null too. `certain` is whether the first is sure enough to be taken
    unread. `alike` are the questions that say nearly the same, in the tray or placed, the most alike first.
    """

    first: str | None
    first_p: float
    second: str | None
    second_p: float
    has_second: bool
    certain: bool
    because: BecauseRow
    alike: list[str]


class Move(TypedDict):
    """What a device has just done to questions, or to all: `what` it did, to which, and where these went.

    `ids` is empty if it was done to no question in particular, `pitfall` is null for the tray, and if `what`
    is not `placed`.
    """

    device: str
    what: UndoKind
    ids: list[str]
    pitfall: str | None
    at_ms: int


class MovesRow(TypedDict):
    """The latest moves of consoles, the newest last. Not logged, so without `r`."""

    latest: list[Move]


class OthersRow(TypedDict):
    text: str
    pitfall: str | None
    support: int
    r: int


class FocusRow(TypedDict):
    """The question in focus; without figures, so that a change of support causes no delta."""

    question_id: str
    text: str
    r: int


class MineRow(TypedDict):
    """`answer` is this participant's own, also to a question that is the pair's.

    `proposed` is the pitfall that the asker has proposed, in the asker's own lane alone. `reply` is there
    once the question has one, or the question it is merged into.
    """

    text: str
    at_ms: int
    state: QuestionState
    pitfall: str | None
    others: int
    taken_up: bool
    in_focus: bool
    next: bool
    follows: str | None
    answer: Answer | None
    proposed: NotRequired[str]
    reply: NotRequired[ReplyShown]
    editable: bool
    asked_by: AskedBy
    r: int


class MeRow(TypedDict):
    """`pair` has the four digits that the phone shows, "" for none; `side` is set while it is linked."""

    listened: bool
    open: int
    supports: list[str]
    dot: list[float] | None
    pair: str
    side: Side | None
    r: int


class SupportedRow(TypedDict):
    text: str
    pitfall: str | None
    answer: Answer | None
    reply: NotRequired[ReplyShown]
    r: int


# ---- which tables each screen has; the row of a one-row table has the id `it`


class SharedTables(TypedDict, total=False):
    session: dict[str, SessionRow]
    step: dict[str, StepRow]
    timer: dict[str, TimerRow]
    gates: dict[str, GatesRow]
    counts: dict[str, CountsRow]
    sheet: dict[str, SheetRow]
    pitfalls: dict[str, PitfallRow]


class PhoneTables(SharedTables, total=False):
    """`others` is there while the phone looks at others' questions, `focus` while a walk has one in focus."""

    focus: dict[str, FocusRow]
    others: dict[str, OthersRow]


class OwnTables(TypedDict, total=False):
    """A phone's own lane."""

    me: dict[str, MeRow]
    mine: dict[str, MineRow]
    supported: dict[str, SupportedRow]


class ScreenTables(SharedTables, total=False):
    """The tables that board and console share."""

    board: dict[str, BoardRow]
    tallies: dict[str, TallyRow]
    poll: dict[str, PollRow]
    momentum: dict[str, MomentumRow]
    dots: dict[str, DotRow]
    places: dict[str, PlaceRow]
    support: dict[str, SupportRow]


class _BoardTables(ScreenTables, total=False):
    questions: dict[str, QuestionRow]
    flags: dict[str, FlagsRow]


class _ConsoleTables(ScreenTables, total=False):
    questions: dict[str, ConsoleQuestionRow]
    flags: dict[str, ConsoleFlagsRow]
    replies: dict[str, ReplyRow]
    door: dict[str, DoorRow]
    received: dict[str, ReceivedRow]
    arc: dict[str, ArcRow]
    walk: dict[str, WalkRow]
    pairs: dict[str, PairsRow]
    undo: dict[str, UndoRow]
    devices: dict[str, DeviceRow]
    notes: dict[str, NoteRow]


LIVE_PRESENCE, LIVE_GONG, LIVE_MOVES = "live.presence", "live.gong", "live.moves"
LIVE_ADDRESS = "live.address"
LIVE_SUGGESTING, LIVE_SUGGESTIONS = "live.suggesting", "live.suggestions"
# A name with a dot cannot be written as a class's field.
_LivePresence = TypedDict("_LivePresence", {"live.presence": dict[str, PresenceRow]}, total=False)
_LiveGong = TypedDict("_LiveGong", {"live.gong": dict[str, GongRequestRow]}, total=False)
_LiveSuggestions = TypedDict(
    "_LiveSuggestions",
    {"live.suggesting": dict[str, SuggestingRow], "live.suggestions": dict[str, SuggestionRow]},
    total=False,
)
_LiveAddress = TypedDict("_LiveAddress", {"live.address": dict[str, AddressRow]}, total=False)
_LiveMoves = TypedDict("_LiveMoves", {"live.moves": dict[str, MovesRow]}, total=False)


class BoardTables(_BoardTables, _LiveGong, _LiveAddress, total=False):
    pass


class ConsoleTables(_ConsoleTables, _LivePresence, _LiveMoves, _LiveSuggestions, _LiveAddress, total=False):
    pass
