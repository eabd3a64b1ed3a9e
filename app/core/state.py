"""The state of a session after its events so far: immutable, and the same on every replay.

Fields named `r` or `r_…` are the seq that last changed the fields beside them; by them views know what is
new. Maps are persistent, so that a trial state costs nothing to discard and the cost of a change does not
grow with the session.
"""

from typing import Literal

from immutables import Map
from msgspec import Struct, field

from app.core.commands import Answer, KeyRole, ReportShows, Side, WalkOrder
from app.core.events import Event, QuestionFlag, Visibility
from app.core.languages import in_language
from app.core.run_sheet import TRAY, RunSheet, Text
from app.core.steps import ALONE, LOBBY, pitfall_of

TimerPhase = Literal["idle", "running", "paused", "swap", "over"]

# The most satisfied answer first.
_SATISFIED: tuple[Answer, ...] = ("yes", "partly", "no")
SWAP_MS = 5_000
GRACE_MS = 60_000
# A session ends by neglect this many days after its day or its last event, whichever is later. One in which
# nothing has happened yet ends much later: it may have been prepared for a day that is not known.
IDLE_DAYS_BEFORE_END = 7
UNUSED_DAYS_BEFORE_END = 90


class Wording(Struct, frozen=True):
    """A text that a question has or had, with the seq and the command it came with; "" once erased."""

    seq: int
    text: str
    command_id: str


class Reply(Struct, frozen=True):
    """A reply that a question has or had, with the seq and the command it came with.

    `signed` says who replied, "" where that is not said; both texts are "" once erased.
    """

    seq: int
    at_ms: int
    signed: str
    text: str
    command_id: str


class Question(Struct, frozen=True):
    """A question, with all its wordings; `judged` is the seq of the latest that its asker sent.

    `swept_from` is the visibility it had when its asker was swept out; None while the asker is in the room.
    `placed_by` is who moved it last, as the log names its senders, "" before that. `neighbour` is the
    participant whose question it also is, and `answer` what all whose question it is say of it together: see
    `State.askers_of` and `State.answer_to`. `replies` are all that it was given, `reply_seq` is the seq of
    the one that it has.
    """

    id: str
    participant: str | None
    at_ms: int
    next: bool
    follows: str | None
    visibility: Visibility
    why: tuple[str, ...]
    texts: tuple[Wording, ...]
    text_seq: int
    judged: int
    pitfall: str | None = None
    placed_by: str = ""
    into: str | None = None
    merged: tuple[str, ...] = ()
    supporters: Map[str, None] = field(default_factory=Map)
    imported_support: int = 0
    proposed: str | None = None
    flags: frozenset[QuestionFlag] = frozenset()
    answer: Answer | None = None
    replies: tuple[Reply, ...] = ()
    reply_seq: int | None = None
    neighbour: str | None = None
    swept_from: Visibility | None = None
    r_text: int = 0
    r_place: int = 0
    r_visible: int = 0
    r_merge: int = 0
    r_support: int = 0
    r_proposed: int = 0
    r_flags: int = 0
    r_answer: int = 0
    r_reply: int = 0
    r_shared: int = 0
    r_focus: int = 0

    @property
    def reply(self) -> Reply | None:
        """The reply that its asker sees; see also `State.reply_to`."""
        if self.reply_seq is None:
            return None
        return next((reply for reply in self.replies if reply.seq == self.reply_seq), None)

    @property
    def text(self) -> str:
        last = self.texts[-1]
        if last.seq == self.text_seq:
            return last.text
        return next(wording.text for wording in reversed(self.texts) if wording.seq == self.text_seq)

    def has_changed_since(self, seen: int | None) -> bool:
        """Whether its words are newer than event `seen`; False for None."""
        return seen is not None and self.r_text > seen

    @property
    def support(self) -> int:
        """How many participants support it, and those of whom an import has only the number.

        It is that of this wording alone; see `State.support_of`.
        """
        return len(self.supporters) + self.imported_support

    @property
    def r_supported(self) -> int:
        """The seq that last changed what supporters see of it: not the answers or proposals of its askers."""
        return max(self.r_text, self.r_place, self.r_reply)

    @property
    def on_board(self) -> bool:
        return self.visibility == "shown" and self.into is None

    def was_moved(self, was: str | None, wanted: str | None, sender: str) -> bool:
        """Whether it is no longer on the board, or another than the sender has moved it from `was`.

        Not if it is where it is wanted: then it does not matter who moved it there.
        """
        elsewhere = self.pitfall not in (was, wanted) and self.placed_by != sender
        return not self.on_board or elsewhere

    @property
    def is_counted(self) -> bool:
        """Whether it counts as a question of the room: shown, or held only for being a next question.

        Other held questions, and hidden ones, are only in the figures of held and hidden questions.
        """
        return self.visibility == "shown" or (self.visibility == "held" and self.why == ("next",))

    @property
    def is_quotable(self) -> bool:
        """Whether report and replay may have its words: it counts, and has not been left out by hand."""
        return self.is_counted and "left_out" not in self.flags

    @property
    def has_asker(self) -> bool:
        """Whether its asker is a participant in the room: not the facilitator, and not swept out."""
        return self.participant is not None and self.swept_from is None

    @property
    def is_swept(self) -> bool:
        """Whether a sweep of its asker hid it and it has not been shown again: then it is in no figure."""
        return self.swept_from is not None and self.visibility == "hidden"


class Participant(Struct, frozen=True):
    """A participant, known by the hash of a phone's token, who joined with event `seq`.

    `own` lists the participant's questions without withdrawn ones, `asked` counts withdrawn ones too, `held`
    is whether new ones are held, and `events` counts all events that the participant has caused.

    `pair` has the four digits that the phone shows, "" for none. `side`, `neighbour` and `shared` (the
    neighbours' questions that are this participant's too) may name people who have been swept out since:
    `State.neighbour_of` and `State.shared_with` leave these out.
    """

    id: str
    joined_ms: int
    seq: int
    own: tuple[str, ...] = ()
    asked: int = 0
    held: bool = False
    supports: Map[str, None] = field(default_factory=Map)
    answers: Map[str, Answer] = field(default_factory=Map)
    listened: bool = False
    dot: str | None = None
    pair: str = ""
    side: Side | None = None
    neighbour: str | None = None
    shared: tuple[str, ...] = ()
    r: int = 0
    events: int = 0
    r_held: int = 0

    @property
    def has_answered(self) -> bool:
        return self.listened or bool(self.answers)


class Swept(Struct, frozen=True):
    """A participant as they were when event `by` swept them out, and their dot.

    `answers` to the participant's questions are from supporters and neighbours who stayed: participant,
    question and answer.
    """

    by: int
    was: Participant
    dot: "Dot | None"
    answers: tuple[tuple[str, str, Answer], ...]


class Stage(Struct, frozen=True):
    """The current step and beat, and since when.

    `began_ms` is when the session first left the lobby. `walked` are the steps of the pitfalls that were
    taken up so far: there the room has gone past the title, or a question was in focus or marked. `entered`
    are the steps that the room has been in, and `r_entered` is when another one was added.
    """

    step: str = LOBBY
    beat: int = 0
    at_ms: int = 0
    r: int = 0
    began_ms: int | None = None
    walked: frozenset[str] = frozenset()
    entered: frozenset[str] = frozenset({LOBBY})
    r_entered: int = 0


class Walk(Struct, frozen=True):
    """The progress of a walk through its questions.

    `length` is how many questions each walk shows, None for all. `done` are those already shown and left
    since the step was entered, in that order. `counts_at_ms` is when the one in focus is marked as taken up
    automatically.
    """

    length: int | None = None
    done: tuple[str, ...] = ()
    counts_at_ms: int | None = None
    r: int = 1


class Timer(Struct, frozen=True):
    """A shared countdown. `ends_at_ms` is used while running or swapping, `left_ms` otherwise."""

    turn_ms: int
    turns: int
    phase: TimerPhase = "idle"
    turn: int = 1
    ends_at_ms: int | None = None
    left_ms: int = 0
    r: int = 0


class Gates(Struct, frozen=True):
    """What is open, locked and held. Up to `admitted` participants need no further nod; None is no limit."""

    submissions: bool = False
    closed_at_ms: int | None = None
    poll: bool = False
    editing: bool = True
    lobby_locked: bool = False
    holding: bool = False
    admitted: int | None = 0
    r: int = 0
    r_editing: int = 0
    r_door: int = 0


class End(Struct, frozen=True):
    """When a session ended, whether by neglect, and its stage and gates before, for reopening it."""

    at_ms: int
    by_neglect: bool
    stage: Stage
    submissions: bool
    poll: bool


class Board(Struct, frozen=True):
    """What the board shows, and the order in which it shows a pitfall's questions in a walk.

    `replies_promised` is whether it promises in the last step that replies will come.
    """

    language: str
    blank: bool = False
    frozen: bool = False
    qr: bool = False
    dots_shown: bool = False
    spotlight: str | None = None
    walk_order: WalkOrder = "support"
    replies_promised: bool = False
    r: int = 0
    r_language: int = 0


class Pitfall(Struct, frozen=True):
    """A pitfall of the session. `title` is set if it was renamed or added here; else the run sheet's is used.

    `r_title` is the seq at which its title last changed.
    """

    id: str
    ad_hoc: bool = False
    title: str | None = None
    r_title: int = 0


class Cell(Struct, frozen=True):
    """Sums of the questions that count in one pitfall, or in the tray; merged ones count at their target's.

    `asked` counts those whose asker can answer the poll; yes, partly and no count the askers' answers.
    """

    questions: int = 0
    asked: int = 0
    yes: int = 0
    partly: int = 0
    no: int = 0

    @property
    def answers(self) -> int:
        return self.yes + self.partly + self.no


class Sums(Struct, frozen=True):
    """Running totals, so that no view has to count all questions and participants again.

    `questions` and `next` are the questions that count, first and next ones; with `held` and `hidden` they
    add up to those received. `hidden_answers` are those of which an import has only the sum, since their
    pitfalls had too few of them to be shown.
    """

    cells: Map[str, Cell] = field(default_factory=Map)
    hidden_answers: Cell = Cell()
    joined: int = 0
    questions: int = 0
    next: int = 0
    held: int = 0
    hidden: int = 0
    people: int = 0
    listened: int = 0
    supporters: Cell = Cell()
    dots: int = 0
    weights: tuple[int, int, int] = (0, 0, 0)
    pairs: int = 0


class Dot(Struct, frozen=True):
    weights: tuple[int, int, int]
    r: int


class Device(Struct, frozen=True):
    name: str
    r: int
    revoked: bool = False


class ReportLink(Struct, frozen=True):
    """A link to the report; times are server milliseconds, None for `until_ms` is until it is erased."""

    shows: ReportShows
    made_ms: int
    until_ms: int | None
    ended_ms: int | None = None

    def is_over(self, now_ms: int) -> bool:
        """Whether it opens nothing any more: it was ended, or its time has run out."""
        return self.ended_ms is not None or (self.until_ms is not None and now_ms >= self.until_ms)


class SeenCommand(Struct, frozen=True):
    """What is kept of a command for idempotency, so that sending it again changes nothing."""

    actor: str
    fingerprint: str | None
    seq: int


class UndoEntry(Struct, frozen=True):
    """An entry of an undo stack: the events of a command, or of all commands of a batch, with their seqs.

    The events have no words: undo refers to words by their seq. `step` is the step in which it was done.
    """

    key: str
    events: tuple[tuple[int, Event], ...]
    step: str


class History(Struct, frozen=True):
    """The undo and redo stacks of each device, oldest entry first.

    `changed` is the seq that last changed a device's stacks. `command_id` is the latest undo or redo: its
    events go on the stack `onto`, in the entry `key`.
    """

    undo: Map[str, tuple[UndoEntry, ...]] = field(default_factory=Map)
    redo: Map[str, tuple[UndoEntry, ...]] = field(default_factory=Map)
    changed: Map[str, int] = field(default_factory=Map)
    command_id: str = ""
    onto: Literal["undo", "redo"] = "undo"
    key: str = ""

    def find(self, device: str, key: str) -> tuple[str, UndoEntry] | None:
        """Whose entry it is, and the entry to undo: the device's latest, or one with this key, own first."""
        if not key:
            own = self.undo.get(device, ())
            return (device, own[-1]) if own else None
        for owner in (device, *sorted(self.undo)):
            for entry in self.undo.get(owner, ()):
                if entry.key == key:
                    return owner, entry
        return None


class State(Struct, frozen=True):
    """The whole state of a session.

    `participants` are all who ever joined; of those in `swept` only their questions are left there.
    `alone_timer` is None where the arc has no such step. `dots_placed` is the number of the last dot, so that
    the id of a removed dot is not used again. `pair_codes` has who was given which four digits last, whether
    or not the phone still shows them.
    `given_…` are words of the session's own, None where it has none; `end` is None until it ends, and again
    once it is reopened; `has_ended_before` stays. `emptied` is the seq at which it was last emptied, 0 if
    never.
    """

    session_id: str
    code: str
    given_title: str | None
    language: str
    rehearsal: bool
    run_sheet: RunSheet
    seq: int
    at_ms: int
    opened_at_ms: int
    stage: Stage
    buzz_timer: Timer
    alone_timer: Timer | None
    gates: Gates
    board: Board
    pitfalls: tuple[Pitfall, ...]
    walk: Walk = Walk()
    date: str | None = None
    place: str | None = None
    expected: int | None = None
    given_subtitle: str | None = None
    given_occasion: str | None = None
    r_pitfalls: int = 1
    questions: Map[str, Question] = field(default_factory=Map)
    participants: Map[str, Participant] = field(default_factory=Map)
    swept: Map[str, Swept] = field(default_factory=Map)
    sums: Sums = Sums()
    r_counts: int = 1
    r_received: int = 1
    r_tallies: int = 1
    r_poll: int = 1
    r_momentum: int = 1
    r_pairs: int = 1
    pair_codes: Map[str, str] = field(default_factory=Map)
    dots: Map[str, Dot] = field(default_factory=Map)
    dots_placed: int = 0
    devices: Map[str, Device] = field(default_factory=Map)
    key_generations: Map[KeyRole, int] = field(default_factory=Map)
    report_links: Map[str, ReportLink] = field(default_factory=Map)
    seen_commands: Map[str, SeenCommand] = field(default_factory=Map)
    history: History = History()
    end: End | None = None
    has_ended_before: bool = False
    emptied: int = 0
    imported: bool = False
    skipped_imported: tuple[str, ...] = ()
    r_session: int = 1

    @property
    def timer(self) -> Timer:
        """That of the current step; in steps that have none, the buzz's. Only this one can run."""
        return self.alone_timer if self.alone_timer and self.stage.step == ALONE else self.buzz_timer

    @property
    def steps(self) -> tuple[str, ...]:
        return self.run_sheet.arc(p.id for p in self.pitfalls)

    @property
    def ended(self) -> bool:
        return self.end is not None

    @property
    def begun(self) -> bool:
        """Whether the session has ever left the lobby, or has questions."""
        stage = self.stage if self.end is None else self.end.stage
        return stage.began_ms is not None or bool(self.questions)

    @property
    def received(self) -> int:
        """How many questions were received, without those of participants who were swept out."""
        return len(self.questions) - sum(len(one.was.own) for one in self.swept.values())

    @property
    def title(self) -> str:
        return self.title_in(self.language)

    def title_in(self, language: str) -> str:
        return self.given_title or in_language(self.run_sheet.title, language)

    def subtitle_in(self, language: str) -> str:
        return self._beside_title(self.given_subtitle, self.run_sheet.subtitle, language)

    def occasion_in(self, language: str) -> str:
        return self._beside_title(self.given_occasion, self.run_sheet.occasion, language)

    def _beside_title(self, given: str | None, of_sheet: Text, language: str) -> str:
        """The words given, else the run sheet's, but "" beside a given title, to which these do not apply."""
        if given is not None or self.given_title is not None:
            return given or ""
        return in_language(of_sheet, language)

    def is_revoked(self, device: str) -> bool:
        """Whether this facilitator's device has been revoked."""
        known = self.devices.get(device)
        return known is not None and known.revoked

    def generation(self, role: KeyRole) -> int:
        """How often the key of this role has been renewed."""
        return self.key_generations.get(role, 0)

    def has_pitfall(self, pitfall: str | None) -> bool:
        """Whether a question may be put there; None is the tray."""
        return pitfall is None or any(p.id == pitfall for p in self.pitfalls)

    def is_in_use(self, pitfall: str) -> bool:
        """Whether questions are in this pitfall, or its walk is the current step."""
        return pitfall_of(self.stage.step) == pitfall or any(
            question.pitfall == pitfall for question in self.questions.values()
        )

    def newer_than(self, at_ms: int) -> list[Participant]:
        """The participants in the room who joined after this moment (server milliseconds)."""
        return [p for p in self.participants.values() if p.joined_ms > at_ms and p.id not in self.swept]

    def joined_between(self, after: int, until: int) -> list[Participant]:
        """The participants in the room who joined after event `after`, up to event `until`."""
        return [p for p in self.participants.values() if after < p.seq <= until and p.id not in self.swept]

    def swept_by(self, sweep: int) -> list[Swept]:
        """The participants whom this event has swept out and who have not been restored."""
        return [swept for swept in self.swept.values() if swept.by == sweep]

    def neighbour_of(self, id: str) -> str | None:
        """The participant with whom this one is a pair; None while one of the two is swept out."""
        person = self.participants[id]
        other = None if person.neighbour is None else self.participants[person.neighbour]
        if other is None or other.neighbour != id or id in self.swept or other.id in self.swept:
            return None
        return other.id

    def shows_digits(self, code: str) -> Participant | None:
        """The participant in the room whose phone shows these four digits."""
        person = self.participants.get(self.pair_codes.get(code, ""))
        return None if person is None or person.pair != code else person

    def askers_of(self, question: Question) -> tuple[str, ...]:
        """The participants in the room whose question it is: its asker first, then the asker's neighbour."""
        if question.participant is None or question.swept_from is not None:
            return ()
        if question.neighbour is None or question.neighbour in self.swept:
            return (question.participant,)
        return question.participant, question.neighbour

    def shared_with(self, person: Participant) -> tuple[str, ...]:
        """The neighbours' questions that are this participant's too; none of a swept participant's."""
        return tuple(id for id in person.shared if person.id in self.askers_of(self.questions[id]))

    def asks_about(self, person: Participant) -> tuple[str, ...]:
        """The questions that the poll asks this participant about: their own, and shared ones, that count.

        No next one, and none that is held or hidden: the room could not answer it, and its answer would be
        in no figure.
        """
        theirs = (self.questions[id] for id in (*person.own, *self.shared_with(person)))
        return tuple(question.id for question in theirs if question.is_counted and not question.next)

    def answer_to(self, question: Question) -> Answer | None:
        """What its askers say together: where a pair disagrees, the less satisfied answer."""
        answers = (self.participants[id].answers.get(question.id) for id in self.askers_of(question))
        return max((answer for answer in answers if answer is not None), key=_SATISFIED.index, default=None)

    def root(self, question: Question) -> Question:
        """The question this one was merged into, or itself."""
        return self.questions[question.into] if question.into else question

    def reply_to(self, question: Question) -> Reply | None:
        """The reply for a question's asker: its own, else that of the question it was merged into."""
        return question.reply or self.root(question).reply

    def stack_of(self, question: Question) -> tuple[Question, ...]:
        """The question and all that are merged into it and are shown with it."""
        merged = (self.questions[id] for id in question.merged)
        return (question, *(one for one in merged if one.visibility == "shown"))

    def support_of(self, question: Question) -> int:
        """How many participants want to know what the question, or one merged into it, asks.

        A participant who supports several of them counts once; those who asked them do not count. Those of
        whom an import has only the number may be the same people, so only the largest such number is added.
        """
        stack = self.stack_of(question) if question.merged else (question,)
        if len(stack) == 1:
            return question.support
        askers = {person for one in stack for person in (one.participant, one.neighbour)}
        supporters = {person for one in stack for person in one.supporters} - askers
        return len(supporters) + max(one.imported_support for one in stack)

    def cell_of(self, question: Question) -> str:
        """The id of the cell in which the question counts: a merged one in its target's."""
        return self.root(question).pitfall or TRAY

    def queue(self, pitfall: str) -> tuple[str, ...]:
        """The questions for a walk through this pitfall, in the walk's order.

        By support that is the most first, and then as they were placed; by arrival the oldest first.
        """
        waiting = [
            q
            for q in self.questions.values()
            if q.pitfall == pitfall and q.on_board and "parked" not in q.flags
        ]
        by_arrival = self.board.walk_order == "arrival"

        def rank(question: Question) -> tuple[int, int, str]:
            if by_arrival:
                return question.at_ms, 0, question.id
            return -self.support_of(question), question.r_place, question.id

        return tuple(question.id for question in sorted(waiting, key=rank))
