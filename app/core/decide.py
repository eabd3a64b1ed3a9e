"""Whether a wish is granted: `decide(state, envelope) -> events | Rejection`.

Each rule looks at the state as it stands and answers with what then happened, or with a code from
`rejections`. A wish for what already is yields no events and is no fault: commands name end states.
Rule ids in RULES.md.
"""

from collections.abc import Callable, Sequence
from typing import Any, assert_never

from app.core import commands as c, events as e
from app.core.commands import Command, Envelope
from app.core.events import Event, Visibility
from app.core.personal_data import find as find_personal_data
from app.core.rejections import Code, Rejection
from app.core.run_sheet import MAX_PITFALLS
from app.core.state import GRACE_MS, IDLE_DAYS_BEFORE_END, SWAP_MS, Question, State
from app.core.steps import AFTER_END, Opens, may_ask, pitfall_of, rules_of
from app.core.text import clean, clean_line, fits, size
from app.core.undo import inverses

MAX_TEXT_BYTES = 1_200
MAX_BULK_IDS = 80
MAX_TITLE_GRAPHEMES = 60
MAX_SESSION_TITLE_GRAPHEMES = 200
MAX_SUPPORTS = 200
TURN_SECONDS = range(10, 1_801)
WALK_BEATS = 4
MAX_WEIGHT = 1e9
MAX_BATCH_NAME = 64
DAY_MS = 86_400_000

Outcome = list[Event] | Rejection
Rule = Callable[[State, Envelope, Any], Outcome]
_RULES: dict[type[Command], Rule] = {}


def _on(command: type[Command]) -> Callable[[Rule], Rule]:
    def register(rule: Rule) -> Rule:
        _RULES[command] = rule
        return rule

    return register


def _no(code: Code) -> Rejection:
    return Rejection(code)


def decide(state: State, envelope: Envelope) -> Outcome:
    """What comes of a command that has not been seen before (see `answered_before`)."""
    command = envelope.command
    if envelope.actor.role not in command.by:
        return _no("forbidden")
    if state.ended and type(command) not in AFTER_END:
        return _no("ended")
    if not may_ask(type(command), state.stage.step):
        return _no("wrong_step")
    return _RULES[type(command)](state, envelope, command)


def answered_before(state: State, envelope: Envelope) -> int | Rejection | None:
    """The seq a command was acknowledged with when it came before; None when it is new.

    The id belongs to whoever used it first, with the arguments used then. Once the words are erased,
    the fingerprint is too, and then the id alone decides.
    """
    before = state.asked.get(envelope.id)
    if before is None:
        return None
    same_actor = before.actor == str(envelope.actor)
    if same_actor and before.fingerprint in (None, envelope.fingerprint):
        return before.seq
    return _no("conflict")


def next_deadline(state: State) -> int:
    """When the clock must next ask `TimeIsUp`, in server milliseconds."""
    idle_end, timer = left_alone_end(state.at_ms), state.timer
    return idle_end if timer.ends_at_ms is None else min(idle_end, timer.ends_at_ms)


def left_alone_end(last_at_ms: int) -> int:
    """When a session ends by itself in which nothing has happened since."""
    return last_at_ms + IDLE_DAYS_BEFORE_END * DAY_MS


# ---- participants: their own questions


def _readable(text: str, most: int) -> str | Rejection:
    cleaned = clean(text)
    if not cleaned:
        return _no("empty")
    if not fits(cleaned, most) or size(cleaned) > max(MAX_TEXT_BYTES, most * 4):
        return _no("too_long")
    return cleaned


def _judge(state: State, text: str, *, is_next: bool) -> tuple[Visibility, tuple[str, ...]]:
    """Whether a text may be shown at once, and every reason why not."""
    rules = state.run_sheet.questions
    why: tuple[str, ...] = tuple(find_personal_data(text, rules.allowed_names))
    if rules.moderation == "none":
        why = ()
    if rules.moderation == "all":
        why += ("moderation",)
    if is_next:
        why += ("next",)
    return ("held" if why else "shown"), why


def _may_submit(state: State, envelope: Envelope, command: c.AskQuestion) -> Rejection | None:
    if command.follows is not None:
        if not rules_of(state.stage.step).next_questions:
            return _no("wrong_step")
        if command.follows:
            owner = _own(state, envelope, command.follows)
            return owner if isinstance(owner, Rejection) else None
        return None
    gates = state.gates
    if gates.submissions:
        return None
    begun = command.begun_at_ms
    in_grace = (
        gates.closed_at_ms is not None
        and begun is not None
        and begun <= gates.closed_at_ms
        and envelope.at_ms <= gates.closed_at_ms + GRACE_MS
    )
    return None if in_grace else _no("closed")


@_on(c.AskQuestion)
def _(state: State, envelope: Envelope, command: c.AskQuestion) -> Outcome:
    if (refusal := _may_submit(state, envelope, command)) is not None:
        return refusal
    rules = state.run_sheet.questions
    text = _readable(command.text, rules.max_graphemes)
    if isinstance(text, Rejection):
        return text
    person = state.participants.get(envelope.actor.id)
    if person is None:
        return _no("unknown")
    if len(person.own) >= rules.per_participant:
        return _no("too_many")
    is_next = command.follows is not None
    visibility, why = _judge(state, text, is_next=is_next)
    return [e.QuestionAsked(envelope.id, person.id, visibility, why, is_next, command.follows, text)]


def _own(state: State, envelope: Envelope, id: str) -> Question | Rejection:
    question = state.questions.get(id)
    if question is None:
        return _no("unknown")
    return question if question.participant == envelope.actor.id else _no("not_yours")


@_on(c.EditQuestion)
def _(state: State, envelope: Envelope, command: c.EditQuestion) -> Outcome:
    question = _own(state, envelope, command.question_id)
    if isinstance(question, Rejection):
        return question
    if not state.gates.editing:
        return _no("wrong_step")
    text = _readable(command.text, state.run_sheet.questions.max_graphemes)
    if isinstance(text, Rejection):
        return text
    if text == question.text:
        return []
    visibility, why = _judge(state, text, is_next=question.next)
    if question.visibility == "hidden":
        visibility = "hidden"
    return [e.QuestionEdited(question.id, visibility, why, text)]


@_on(c.WithdrawQuestion)
def _(state: State, envelope: Envelope, command: c.WithdrawQuestion) -> Outcome:
    question = _own(state, envelope, command.question_id)
    return question if isinstance(question, Rejection) else [e.QuestionWithdrawn(question.id)]


# ---- participants: others' questions, dots, poll


@_on(c.SupportQuestion)
def _(state: State, envelope: Envelope, command: c.SupportQuestion) -> Outcome:
    question = state.questions.get(command.question_id)
    person = state.participants.get(envelope.actor.id)
    if question is None or person is None or not question.on_board:
        return _no("unknown")
    if not state.run_sheet.questions.others_visible or question.participant == person.id:
        return _no("forbidden")
    if question.id in person.supports:
        return []
    if len(person.supports) >= MAX_SUPPORTS:
        return _no("too_many")
    return [e.QuestionSupported(question.id, person.id)]


@_on(c.UnsupportQuestion)
def _(state: State, envelope: Envelope, command: c.UnsupportQuestion) -> Outcome:
    person = state.participants.get(envelope.actor.id)
    if person is None or command.question_id not in state.questions:
        return _no("unknown")
    if command.question_id not in person.supports:
        return []
    return [e.QuestionUnsupported(command.question_id, person.id)]


@_on(c.ProposePitfall)
def _(state: State, envelope: Envelope, command: c.ProposePitfall) -> Outcome:
    question = _own(state, envelope, command.question_id)
    if isinstance(question, Rejection):
        return question
    if not state.has_pitfall(command.pitfall):
        return _no("unknown")
    if question.proposed == command.pitfall:
        return []
    return [e.PitfallProposed(question.id, command.pitfall)]


@_on(c.PlaceDot)
def _(state: State, envelope: Envelope, command: c.PlaceDot) -> Outcome:
    person = state.participants.get(envelope.actor.id)
    if person is None or state.run_sheet.momentum is None:
        return _no("unknown")
    total = sum(command.weights)
    if min(command.weights) < 0 or not 0 < total < MAX_WEIGHT:
        return _no("invalid")
    a, b = (round(weight * 1000 / total) for weight in command.weights[:2])
    weights = (a, min(b, 1000 - a), 1000 - a - min(b, 1000 - a))
    if person.dot and state.dots[person.dot].weights == weights:
        return []
    return [e.DotPlaced(person.id, weights)]


@_on(c.AnswerPoll)
def _(state: State, envelope: Envelope, command: c.AnswerPoll) -> Outcome:
    person = state.participants.get(envelope.actor.id)
    if person is None:
        return _no("unknown")
    if not state.gates.poll:
        return _no("closed")
    burning = [id for id in person.own if not state.questions[id].next]
    if command.answer == "listened":
        if burning:
            return _no("forbidden")
        return [] if person.listened else [e.PollAnswered(person.id, "", "listened")]
    question = state.questions.get(command.question_id)
    if question is None:
        return _no("unknown")
    if question.id not in burning and (burning or question.id not in person.supports):
        return _no("not_yours")
    if person.answers.get(question.id) == command.answer:
        return []
    return [e.PollAnswered(person.id, question.id, command.answer)]


@_on(c.PairWith)
def _(state: State, envelope: Envelope, command: c.PairWith) -> Outcome:
    person = state.participants.get(envelope.actor.id)
    if person is None:
        return _no("unknown")
    code = command.code
    if code and not (len(code) == 4 and code.isascii() and code.isdigit()):
        return _no("invalid")
    return [] if person.pair == code else [e.Paired(person.id, code)]


# ---- the arc


@_on(c.EnterStep)
def _(state: State, envelope: Envelope, command: c.EnterStep) -> Outcome:
    if command.to not in state.steps:
        return _no("unknown")
    if command.to == state.stage.step:
        return []
    if command.was != state.stage.step:
        return _no("stale")
    happened: list[Event] = [e.StepEntered(command.to), *_opened(state, rules_of(command.to).opens)]
    if state.board.spotlight is not None:
        happened.append(e.SpotlightSet(None))
    return happened


def _opened(state: State, opens: Opens | None) -> list[Event]:
    """What opens by itself when a step is entered, unless it is open already."""
    match opens:
        case "submissions":
            return [] if state.gates.submissions else [e.SubmissionsOpened()]
        case "poll":
            return [] if state.gates.poll else [e.PollOpened()]
        case "dots":
            return [] if state.board.dots_shown else [e.DotsShown(True)]
        case None:
            return []
        case _:
            assert_never(opens)


def beats(state: State) -> int:
    """How many beats the step has for sure; walk: title, causes, answer, questions.

    After the last beat of a walk each further one brings the next queued question into focus.
    """
    rules = rules_of(state.stage.step)
    match rules.beats:
        case "one":
            return 1
        case "title and pitfalls":
            return 1 + len(state.pitfalls)
        case "walk":
            return WALK_BEATS
        case _:
            assert_never(rules.beats)


@_on(c.NextBeat)
def _(state: State, envelope: Envelope, command: c.NextBeat) -> Outcome:
    beat = state.stage.beat
    if command.was != beat:
        return _no("stale")
    if beat + 1 < beats(state):
        return [e.BeatReached(beat + 1)]
    pitfall = pitfall_of(state.stage.step)
    if pitfall is None:
        return _no("wrong_step")
    return _next_in_focus(state, pitfall)


def _next_in_focus(state: State, pitfall: str) -> Outcome:
    """The one in focus has been taken up, the next of the queue comes into focus."""
    done = state.board.spotlight
    left = [q for q in state.queue(pitfall) if q != done and not state.questions[q].taken_up]
    if done is None and not left:
        return _no("wrong_step")
    taken_up = done if done is not None and not state.questions[done].taken_up else None
    reached = e.BeatReached(state.stage.beat + 1, taken_up)
    return [reached, e.SpotlightSet(left[0] if left else None)]


@_on(c.StartTimer)
def _(state: State, envelope: Envelope, command: c.StartTimer) -> Outcome:
    timer = state.timer
    if timer.phase in ("running", "swap"):
        return []
    if timer.phase == "over":
        return [e.TimerRestarted(), e.TurnBegan(1, envelope.at_ms + timer.turn_ms)]
    return [e.TurnBegan(timer.turn, envelope.at_ms + timer.left_ms)]


@_on(c.PauseTimer)
def _(state: State, envelope: Envelope, command: c.PauseTimer) -> Outcome:
    timer = state.timer
    if timer.phase != "running" or timer.ends_at_ms is None:
        return []
    return [e.TimerPaused(max(0, timer.ends_at_ms - envelope.at_ms))]


@_on(c.MoveTimer)
def _(state: State, envelope: Envelope, command: c.MoveTimer) -> Outcome:
    if abs(command.by_ms) > TURN_SECONDS[-1] * 1000:
        return _no("invalid")
    timer = state.timer
    if timer.phase not in ("idle", "running", "paused"):
        return _no("wrong_step")
    left_ms = timer.left_ms if timer.ends_at_ms is None else timer.ends_at_ms - envelope.at_ms
    by_ms = max(command.by_ms, -max(0, left_ms))  # a turn may end now, never before
    return [e.TimerMoved(by_ms)] if by_ms else []


@_on(c.RestartTimer)
def _(state: State, envelope: Envelope, command: c.RestartTimer) -> Outcome:
    return [] if state.timer.phase == "idle" else [e.TimerRestarted()]


@_on(c.SetTurnLength)
def _(state: State, envelope: Envelope, command: c.SetTurnLength) -> Outcome:
    if command.seconds not in TURN_SECONDS:
        return _no("invalid")
    turn_ms = command.seconds * 1000
    return [] if turn_ms == state.timer.turn_ms else [e.TurnLengthSet(turn_ms)]


@_on(c.SwapTurn)
def _(state: State, envelope: Envelope, command: c.SwapTurn) -> Outcome:
    timer = state.timer
    if timer.phase == "over":
        return []
    return _after_turn(state, envelope.at_ms)


def _after_turn(state: State, begins_ms: int) -> list[Event]:
    timer = state.timer
    if timer.turn < timer.turns:
        return [e.TurnBegan(timer.turn + 1, begins_ms + timer.turn_ms)]
    happened: list[Event] = [e.BuzzEnded()]
    if not state.gates.submissions:
        happened.append(e.SubmissionsOpened())
    return happened


@_on(c.TimeIsUp)
def _(state: State, envelope: Envelope, command: c.TimeIsUp) -> Outcome:
    if envelope.at_ms < next_deadline(state):
        return []
    timer = state.timer
    if timer.ends_at_ms is None or timer.ends_at_ms > envelope.at_ms:
        return [e.SessionEnded()]
    if timer.phase == "running" and timer.turn < timer.turns:
        return [e.TurnEnded(timer.ends_at_ms + SWAP_MS)]
    return _after_turn(state, timer.ends_at_ms)


@_on(c.OpenSubmissions)
def _(state: State, envelope: Envelope, command: c.OpenSubmissions) -> Outcome:
    return [] if state.gates.submissions else [e.SubmissionsOpened()]


@_on(c.CloseSubmissions)
def _(state: State, envelope: Envelope, command: c.CloseSubmissions) -> Outcome:
    return [e.SubmissionsClosed()] if state.gates.submissions else []


@_on(c.OpenPoll)
def _(state: State, envelope: Envelope, command: c.OpenPoll) -> Outcome:
    return [] if state.gates.poll else [e.PollOpened()]


@_on(c.ClosePoll)
def _(state: State, envelope: Envelope, command: c.ClosePoll) -> Outcome:
    return [e.PollClosed()] if state.gates.poll else []


# ---- facilitators: questions


def _place(state: State, ids: Sequence[str], pitfall: str | None, batch: str) -> Outcome:
    if len(ids) > MAX_BULK_IDS:
        return _no("too_many")
    if len(batch) > MAX_BATCH_NAME:
        return _no("invalid")
    if not state.has_pitfall(pitfall) or any(id not in state.questions for id in ids):
        return _no("unknown")
    questions = [state.questions[id] for id in dict.fromkeys(ids)]
    return [e.QuestionPlaced(q.id, pitfall, q.pitfall, batch) for q in questions if q.pitfall != pitfall]


@_on(c.PlaceQuestion)
def _(state: State, envelope: Envelope, command: c.PlaceQuestion) -> Outcome:
    return _place(state, (command.question_id,), command.pitfall, "")


@_on(c.PlaceQuestions)
def _(state: State, envelope: Envelope, command: c.PlaceQuestions) -> Outcome:
    return _place(state, command.ids, command.pitfall, command.batch)


def _make_visible(state: State, id: str, *, held: bool) -> Outcome:
    question = state.questions.get(id)
    if question is None:
        return _no("unknown")
    if question.visibility == "shown" or (question.visibility == "held") != held:
        return []
    return [e.VisibilityChanged(id, "shown", question.visibility)]


@_on(c.LetThrough)
def _(state: State, envelope: Envelope, command: c.LetThrough) -> Outcome:
    return _make_visible(state, command.question_id, held=True)


@_on(c.ShowQuestion)
def _(state: State, envelope: Envelope, command: c.ShowQuestion) -> Outcome:
    return _make_visible(state, command.question_id, held=False)


def _hide(state: State, ids: Sequence[str]) -> list[Event]:
    questions = [state.questions[id] for id in ids]
    return [e.VisibilityChanged(q.id, "hidden", q.visibility) for q in questions if q.visibility != "hidden"]


@_on(c.HideQuestion)
def _(state: State, envelope: Envelope, command: c.HideQuestion) -> Outcome:
    if command.question_id not in state.questions:
        return _no("unknown")
    return _hide(state, (command.question_id,))


@_on(c.HideAllFrom)
def _(state: State, envelope: Envelope, command: c.HideAllFrom) -> Outcome:
    question = state.questions.get(command.question_id)
    if question is None:
        return _no("unknown")
    if question.participant is None:
        return _hide(state, (question.id,))
    return _hide(state, state.participants[question.participant].own)


@_on(c.SweepNewerThan)
def _(state: State, envelope: Envelope, command: c.SweepNewerThan) -> Outcome:
    newer = (p for p in state.participants.values() if p.joined_ms > command.at_ms)
    return _hide(state, [id for person in newer for id in person.own])


@_on(c.SweepHeld)
def _(state: State, envelope: Envelope, command: c.SweepHeld) -> Outcome:
    return _hide(state, [q.id for q in state.questions.values() if q.visibility == "held" and not q.next])


@_on(c.MergeQuestions)
def _(state: State, envelope: Envelope, command: c.MergeQuestions) -> Outcome:
    if len(command.ids) > MAX_BULK_IDS:
        return _no("too_many")
    target = state.questions.get(command.into)
    if target is None or any(id not in state.questions for id in command.ids):
        return _no("unknown")
    target = state.root(target)
    named = (state.questions[id] for id in command.ids)
    # Those that lie under a named one come along, before it: merging is one level deep.
    moving = dict.fromkeys(id for question in named for id in (*question.merged, question.id))
    return [
        e.QuestionMerged(id, into=target.id, was=state.questions[id].into)
        for id in moving
        if id != target.id and state.questions[id].into != target.id
    ]


@_on(c.SplitQuestion)
def _(state: State, envelope: Envelope, command: c.SplitQuestion) -> Outcome:
    question = state.questions.get(command.question_id)
    if question is None:
        return _no("unknown")
    if question.into is None:
        return []
    happened: list[Event] = [e.QuestionMerged(question.id, into=None, was=question.into)]
    if question.pitfall != (place := state.root(question).pitfall):
        happened.append(e.QuestionPlaced(question.id, place, question.pitfall))
    return happened


@_on(c.CorrectText)
def _(state: State, envelope: Envelope, command: c.CorrectText) -> Outcome:
    question = state.questions.get(command.question_id)
    if question is None:
        return _no("unknown")
    text = _readable(command.text, state.run_sheet.questions.max_graphemes)
    if isinstance(text, Rejection):
        return text
    return [] if text == question.text else [e.TextCorrected(question.id, question.text_seq, text)]


@_on(c.AskForRoom)
def _(state: State, envelope: Envelope, command: c.AskForRoom) -> Outcome:
    text = _readable(command.text, state.run_sheet.questions.max_graphemes)
    if isinstance(text, Rejection):
        return text
    is_next = rules_of(state.stage.step).next_questions
    visibility, why = _judge(state, text, is_next=is_next)
    return [e.QuestionAsked(envelope.id, None, visibility, why, is_next, None, text)]


@_on(c.Spotlight)
def _(state: State, envelope: Envelope, command: c.Spotlight) -> Outcome:
    question = state.questions.get(command.question_id)
    if question is None or not question.on_board:
        return _no("unknown")
    return [] if state.board.spotlight == question.id else [e.SpotlightSet(question.id)]


@_on(c.ClearSpotlight)
def _(state: State, envelope: Envelope, command: c.ClearSpotlight) -> Outcome:
    return [] if state.board.spotlight is None else [e.SpotlightSet(None)]


@_on(c.MarkTakenUp)
def _(state: State, envelope: Envelope, command: c.MarkTakenUp) -> Outcome:
    question = state.questions.get(command.question_id)
    if question is None:
        return _no("unknown")
    if question.taken_up == command.taken_up:
        return []
    return [e.TakenUpMarked(question.id, command.taken_up, question.taken_up)]


@_on(c.ParkQuestion)
def _(state: State, envelope: Envelope, command: c.ParkQuestion) -> Outcome:
    question = state.questions.get(command.question_id)
    if question is None:
        return _no("unknown")
    if question.parked == command.parked:
        return []
    return [e.QuestionParked(question.id, command.parked, question.parked)]


# ---- facilitators: pitfalls


def _title(text: str, most: int = MAX_TITLE_GRAPHEMES) -> str | Rejection:
    title = clean_line(text)
    if not title:
        return _no("empty")
    return title if fits(title, most) else _no("too_long")


@_on(c.AddPitfall)
def _(state: State, envelope: Envelope, command: c.AddPitfall) -> Outcome:
    title = _title(command.title)
    if isinstance(title, Rejection):
        return title
    if len(state.pitfalls) >= MAX_PITFALLS:
        return _no("too_many")
    id = f"x-{envelope.id[:12]}"
    return _no("conflict") if state.has_pitfall(id) else [e.PitfallAdded(id, title)]


@_on(c.RenamePitfall)
def _(state: State, envelope: Envelope, command: c.RenamePitfall) -> Outcome:
    title = _title(command.title)
    if isinstance(title, Rejection):
        return title
    for pitfall in state.pitfalls:
        if pitfall.id == command.pitfall:
            if pitfall.title == title:
                return []
            return [e.PitfallRenamed(pitfall.id, title, pitfall.title)]
    return _no("unknown")


@_on(c.ReorderPitfalls)
def _(state: State, envelope: Envelope, command: c.ReorderPitfalls) -> Outcome:
    was = tuple(p.id for p in state.pitfalls)
    if len(command.pitfalls) != len(was) or set(command.pitfalls) != set(was):
        return _no("unknown")
    return [] if command.pitfalls == was else [e.PitfallsReordered(command.pitfalls, was)]


@_on(c.RemovePitfall)
def _(state: State, envelope: Envelope, command: c.RemovePitfall) -> Outcome:
    for at, pitfall in enumerate(state.pitfalls):
        if pitfall.id == command.pitfall:
            if not pitfall.ad_hoc or state.is_in_use(pitfall.id):
                return _no("conflict")
            return [e.PitfallRemoved(pitfall.id, pitfall.title or "", at)]
    return _no("unknown")


# ---- facilitators: board, lobby, keys, end


def _switch(now: bool, wished: bool, event: Event) -> list[Event]:
    return [] if now == wished else [event]


@_on(c.ShowDots)
def _(state: State, envelope: Envelope, command: c.ShowDots) -> Outcome:
    return _switch(state.board.dots_shown, True, e.DotsShown(True))


@_on(c.HideDots)
def _(state: State, envelope: Envelope, command: c.HideDots) -> Outcome:
    return _switch(state.board.dots_shown, False, e.DotsShown(False))


@_on(c.SetBoardLanguage)
def _(state: State, envelope: Envelope, command: c.SetBoardLanguage) -> Outcome:
    if command.language not in state.run_sheet.languages:
        return _no("unknown")
    same = state.board.language == command.language
    return [] if same else [e.BoardLanguageSet(command.language)]


@_on(c.BlankBoard)
def _(state: State, envelope: Envelope, command: c.BlankBoard) -> Outcome:
    return _switch(state.board.blank, True, e.BoardBlanked(True))


@_on(c.LightBoard)
def _(state: State, envelope: Envelope, command: c.LightBoard) -> Outcome:
    return _switch(state.board.blank, False, e.BoardBlanked(False))


@_on(c.FreezeBoard)
def _(state: State, envelope: Envelope, command: c.FreezeBoard) -> Outcome:
    return _switch(state.board.frozen, True, e.BoardFrozen(True))


@_on(c.ReleaseBoard)
def _(state: State, envelope: Envelope, command: c.ReleaseBoard) -> Outcome:
    return _switch(state.board.frozen, False, e.BoardFrozen(False))


@_on(c.ShowQr)
def _(state: State, envelope: Envelope, command: c.ShowQr) -> Outcome:
    return _switch(state.board.qr, True, e.QrShown(True))


@_on(c.HideQr)
def _(state: State, envelope: Envelope, command: c.HideQr) -> Outcome:
    return _switch(state.board.qr, False, e.QrShown(False))


@_on(c.LockLobby)
def _(state: State, envelope: Envelope, command: c.LockLobby) -> Outcome:
    return _switch(state.gates.lobby_locked, True, e.LobbyLocked(True))


@_on(c.UnlockLobby)
def _(state: State, envelope: Envelope, command: c.UnlockLobby) -> Outcome:
    return _switch(state.gates.lobby_locked, False, e.LobbyLocked(False))


@_on(c.Retitle)
def _(state: State, envelope: Envelope, command: c.Retitle) -> Outcome:
    title = _title(command.title, MAX_SESSION_TITLE_GRAPHEMES)
    if isinstance(title, Rejection):
        return title
    return [] if title == state.given_title else [e.SessionRetitled(title)]


@_on(c.RenewKey)
def _(state: State, envelope: Envelope, command: c.RenewKey) -> Outcome:
    return [e.KeyRenewed(command.role, state.generation(command.role) + 1)]


@_on(c.RevokeDevice)
def _(state: State, envelope: Envelope, command: c.RevokeDevice) -> Outcome:
    device = state.devices.get(command.device)
    if device is None:
        return _no("unknown")
    return [] if device.revoked else [e.DeviceRevoked(command.device)]


@_on(c.EndSession)
def _(state: State, envelope: Envelope, command: c.EndSession) -> Outcome:
    return [e.SessionEnded()]


@_on(c.Join)
def _(state: State, envelope: Envelope, command: c.Join) -> Outcome:
    if envelope.actor.id in state.participants:
        return []
    if state.gates.lobby_locked:
        return _no("locked")
    if len(state.participants) >= command.most:
        return _no("full")
    return [e.ParticipantJoined(envelope.actor.id)]


@_on(c.ConnectDevice)
def _(state: State, envelope: Envelope, command: c.ConnectDevice) -> Outcome:
    name = clean_line(command.name)[:MAX_TITLE_GRAPHEMES]
    known = state.devices.get(envelope.actor.id)
    if known is not None and known.revoked:
        return _no("forbidden")
    if known is not None and known.name == name:
        return []
    return [e.DeviceConnected(envelope.actor.id, name)]


# ---- undo and redo


@_on(c.Undo)
def _(state: State, envelope: Envelope, command: c.Undo) -> Outcome:
    found = state.history.find(envelope.actor.id, command.command_id)
    if found is None:
        return _no("unknown")
    device, entry = found
    undoing = inverses(state, entry)
    return _no("changed_since") if undoing is None else [e.CommandUndone(device, entry.key), *undoing]


@_on(c.Redo)
def _(state: State, envelope: Envelope, command: c.Redo) -> Outcome:
    device = envelope.actor.id
    undone = state.history.redo.get(device, ())
    if not undone:
        return _no("unknown")
    redoing = inverses(state, undone[-1])
    return _no("changed_since") if redoing is None else [e.CommandRedone(device, undone[-1].key), *redoing]
