"""The rows of every table of a view, as they stand on the wire; the functions in `views` return them.

The screens have these types generated (`make generate`), and docs/protocol.md describes the tables.
Every row of a logged table has `r`, the seq that last changed it. A table that each screen sees alike is
listed in `SharedTables`, and from there on the tables of each screen.
"""

from collections.abc import Mapping
from typing import Any, Literal, NotRequired, TypedDict

from app.core.commands import Answer
from app.core.state import TimerPhase

# A row where its table does not matter; never changed once it is made.
Row = Mapping[str, Any]
Table = dict[str, Row]
View = dict[str, Table]

ScreenRole = Literal["phone", "board", "console"]
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
    "marked",
    "swept",
    "restored",
    "pitfalls",
]
NoticeKind = Literal["flood", "crowd", "waiting", "rush", "refused"]


class SessionRow(TypedDict):
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
    r: int


class StepRow(TypedDict):
    """`began_at_ms` is when it first left the lobby; `skipped` are the pitfalls that the room went past."""

    step: str
    beat: int
    beats: int
    at_ms: int
    began_at_ms: int | None
    skipped: list[str]
    r: int


class TimerRow(TypedDict):
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
    """Whether everything new is held, and how many participants the facilitator has let in (null: all)."""

    holding: bool
    admitted: int | None
    r: int


class CountsRow(TypedDict):
    joined: int
    questions: int
    next: int
    r: int


class ReceivedRow(TypedDict):
    """All questions that were not withdrawn; those held or hidden are in none of the other counts."""

    all: int
    held: int
    hidden: int
    r: int


class WalkRow(TypedDict):
    """How many questions each walk shows (null: all), which the room went on from, in that order.

    `counts_at_ms` is when the one in focus counts as taken up by itself, null when it does not.
    """

    length: int | None
    done: list[str]
    counts_at_ms: int | None
    r: int


class UndoRow(TypedDict):
    """What undo would take back on one device: the command or batch, what it did to how many questions.

    `question_id` is the only one of them, `step` is where the room stood. `shows` and `redo_shows` are
    whether undo or redo would show hidden words again. Where there is nothing to undo, `command_id` is null.
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
    """`minutes` are planned, by step."""

    question_prompt: str
    prompts: list[str]
    closing: list[str]
    steps: list[str]
    minutes: dict[str, int]
    momentum: MomentumSheet | None
    poll_question: str
    next_question: str
    max_graphemes: int
    per_participant: int
    others_visible: bool
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
    r: int


class TallyRow(TypedDict):
    questions: int
    r: int


class QuestionRow(TypedDict):
    text: str
    at_ms: int
    next: bool
    r: int


class PlaceRow(TypedDict):
    pitfall: str | None
    r: int


class SupportRow(TypedDict):
    n: int
    r: int


class FlagsRow(TypedDict):
    """`merged` is how many questions lie under this one."""

    taken_up: bool
    parked: bool
    merged: int
    r: int


class ConsoleFlagsRow(FlagsRow):
    """`why` it was held, `into` which question it was merged, which pitfall its asker `proposed`.

    `asker_held` is whether new ones of the same asker are held.
    """

    state: QuestionState
    why: list[str]
    into: str | None
    proposed: str | None
    by_room: bool
    asker_held: bool


class Shares(TypedDict):
    """How many gave each answer; all null while too few did."""

    yes: int | None
    partly: int | None
    no: int | None


class PollRow(Shares):
    """The poll's figures for one column; those of everybody, under `all`, tell more."""

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
    """What the facilitator should know of just now, and the figures to tell it with.

    `n` counts the texts of a flood, the phones that wait outside (`crowd`, `waiting`), the newcomers of a
    rush, or the refusals. `phones` is how many sent the flood, `since_ms` when the rush began.
    """

    kind: NoticeKind
    n: int
    phones: int | None
    since_ms: int | None


BoardSound = Literal["on", "muted", "blocked"]


class SoundRow(TypedDict):
    """So many boards sound, are muted, or wait for the gesture that their browser wants first."""

    on: int
    muted: int
    blocked: int


class GongRow(SoundRow):
    """What boards have answered to the `n`th gong that a console has asked for; 0 when none has."""

    n: int


class GongRequestRow(TypedDict):
    """A console asks each board to sound its gong and to answer; `n` counts these requests."""

    n: int


class ConnectedRow(TypedDict):
    """A connected device: whether its page is shown, and whether it came by a one-time code."""

    shown: bool
    invited: bool


class PresenceRow(TypedDict):
    """Who is here just now. Not logged, so without `r`.

    Every participant is `connected`, `asleep` (or gone), or `lost`: without a connection that broke while the
    page was shown. `boards` are real ones, no console's own preview; `boards_hidden` of them lie behind
    something or sleep, and `boards_awake` keep their computer's screen on. `devices` are those that are
    connected. `waiting` counts the phones outside, which the facilitator may let in; `rush_since_ms` is when
    the latest rush began, also some time after it.
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


class OthersRow(TypedDict):
    text: str
    pitfall: str | None
    support: int
    r: int


class FocusRow(TypedDict):
    """The question that stands alone on the board; without figures, so that support causes no delta."""

    question_id: str
    text: str
    r: int


class MineRow(TypedDict):
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
    editable: bool
    r: int


class MeRow(TypedDict):
    listened: bool
    open: int
    supports: list[str]
    dot: list[float] | None
    pair: str
    r: int


class SupportedRow(TypedDict):
    text: str
    pitfall: str | None
    answer: Answer | None
    r: int


# ---- which tables each screen has; a table of one row has it under the id `it`


class SharedTables(TypedDict, total=False):
    session: dict[str, SessionRow]
    step: dict[str, StepRow]
    timer: dict[str, TimerRow]
    gates: dict[str, GatesRow]
    counts: dict[str, CountsRow]
    sheet: dict[str, SheetRow]
    pitfalls: dict[str, PitfallRow]


class PhoneTables(SharedTables, total=False):
    """`others` are there while the phone looks at them, `focus` while the walk has a question in focus."""

    focus: dict[str, FocusRow]
    others: dict[str, OthersRow]


class OwnTables(TypedDict, total=False):
    """A phone's own lane."""

    me: dict[str, MeRow]
    mine: dict[str, MineRow]
    supported: dict[str, SupportedRow]


class ScreenTables(SharedTables, total=False):
    """What board and console have alike."""

    board: dict[str, BoardRow]
    tallies: dict[str, TallyRow]
    poll: dict[str, PollRow]
    momentum: dict[str, MomentumRow]
    dots: dict[str, DotRow]
    questions: dict[str, QuestionRow]
    places: dict[str, PlaceRow]
    support: dict[str, SupportRow]


class _BoardTables(ScreenTables, total=False):
    flags: dict[str, FlagsRow]


class _ConsoleTables(ScreenTables, total=False):
    flags: dict[str, ConsoleFlagsRow]
    door: dict[str, DoorRow]
    received: dict[str, ReceivedRow]
    walk: dict[str, WalkRow]
    undo: dict[str, UndoRow]
    devices: dict[str, DeviceRow]
    notes: dict[str, NoteRow]


LIVE_PRESENCE, LIVE_GONG = "live.presence", "live.gong"
# A name with a dot cannot be written as a class's field.
_LivePresence = TypedDict("_LivePresence", {"live.presence": dict[str, PresenceRow]}, total=False)
_LiveGong = TypedDict("_LiveGong", {"live.gong": dict[str, GongRequestRow]}, total=False)


class BoardTables(_BoardTables, _LiveGong, total=False):
    pass


class ConsoleTables(_ConsoleTables, _LivePresence, total=False):
    pass
