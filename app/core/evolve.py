"""How each event changes the picture: `evolve(state, recorded) -> state`, and nothing else does.

No judgement here, only consequences: whatever has been recorded is true. A missing text means that
its owner has withdrawn it, and every rule below works without it.
"""

from collections.abc import Callable, Iterable
from typing import Any

from msgspec.structs import replace

from app.core import events as e, undo
from app.core.events import Event, Recorded
from app.core.state import (
    Asked,
    Board,
    Cell,
    Device,
    Dot,
    Gates,
    Participant,
    Pitfall,
    Question,
    Stage,
    State,
    Sums,
    Timer,
    Wording,
)
from app.core.steps import DONE, rules_of

EMPTY = Cell()
Rule = Callable[[State, Any, Recorded], State]
_RULES: dict[type[Event], Rule] = {}


def _on(event: type[Event]) -> Callable[[Rule], Rule]:
    def register(rule: Rule) -> Rule:
        _RULES[event] = rule
        return rule

    return register


def begin(session_id: str, recorded: Recorded) -> State:
    """The state after a session's first event, which must be `SessionOpened`."""
    opened = recorded.event
    if not isinstance(opened, e.SessionOpened):
        raise ValueError(f"session {session_id} does not begin with session_opened")
    sheet = opened.run_sheet
    turn_ms = sheet.buzz.turn_seconds * 1000
    return State(
        session_id=session_id,
        code=opened.code,
        given_title=opened.title,
        language=opened.language,
        rehearsal=opened.rehearsal,
        run_sheet=sheet,
        seq=recorded.seq,
        at_ms=recorded.at_ms,
        opened_at_ms=recorded.at_ms,
        stage=Stage(at_ms=recorded.at_ms, r=recorded.seq),
        timer=Timer(turn_ms=turn_ms, turns=sheet.buzz.turns, left_ms=turn_ms, r=recorded.seq),
        gates=Gates(r=recorded.seq),
        board=Board(language=opened.language, r=recorded.seq),
        pitfalls=tuple(Pitfall(p.id) for p in sheet.pitfalls),
        date=opened.date,
        place=opened.place,
        expected=opened.expected,
    )


def evolve(state: State, recorded: Recorded) -> State:
    """The next state; raises ValueError when `recorded` does not follow on `state`."""
    if recorded.seq != state.seq + 1:
        raise ValueError(f"event {recorded.seq} does not follow on {state.seq}")
    after = _RULES[type(recorded.event)](state, recorded.event, recorded)
    return replace(
        after,
        seq=recorded.seq,
        at_ms=max(recorded.at_ms, state.at_ms),
        asked=_remember(after, recorded),
        history=undo.note(after.history, recorded),
    )


def replay(session_id: str, log: Iterable[Recorded]) -> State:
    """The state after a whole log; raises ValueError when it is empty or has a gap."""
    entries = iter(log)
    first = next(entries, None)
    if first is None:
        raise ValueError(f"session {session_id} has no events")
    state = begin(session_id, first)
    for recorded in entries:
        state = evolve(state, recorded)
    return state


def _remember(state: State, recorded: Recorded) -> Any:
    if not recorded.command_id:
        return state.asked
    asked = Asked(recorded.actor, recorded.fingerprint, recorded.seq)
    return state.asked.set(recorded.command_id, asked)


# ---- undo and redo


@_on(e.CommandUndone)
def _(state: State, event: e.CommandUndone, recorded: Recorded) -> State:
    return replace(state, history=undo.undone(state.history, event, recorded.command_id))


@_on(e.CommandRedone)
def _(state: State, event: e.CommandRedone, recorded: Recorded) -> State:
    return replace(state, history=undo.redone(state.history, event, recorded.command_id))


# ---- sums


def _share(state: State, id: str) -> tuple[str, Cell, int, int] | None:
    """What one question adds: its cell, the cell's part, and its parts of questions and next."""
    question = state.questions.get(id)
    if question is None:
        return None
    answer = question.answer
    cell = Cell(
        questions=int(question.on_board and not question.next),
        asked=int(not question.next and question.participant is not None),
        yes=int(answer == "yes"),
        partly=int(answer == "partly"),
        no=int(answer == "no"),
    )
    counts = question.visibility == "shown" and not question.next
    return state.cell_of(question), cell, int(counts), int(question.next)


def _plus(a: Cell, b: Cell, sign: int) -> Cell:
    return Cell(
        a.questions + sign * b.questions,
        a.asked + sign * b.asked,
        a.yes + sign * b.yes,
        a.partly + sign * b.partly,
        a.no + sign * b.no,
    )


def _count(sums: Sums, state: State, ids: Iterable[str], sign: int) -> Sums:
    shares = [share for id in ids if (share := _share(state, id)) is not None]
    if not shares:
        return sums
    cells, questions, following = sums.cells, sums.questions, sums.next
    for name, cell, one, next_one in shares:
        total = _plus(cells.get(name, EMPTY), cell, sign)
        if total != EMPTY:
            cells = cells.set(name, total)
        elif name in cells:
            cells = cells.delete(name)
        questions += sign * one
        following += sign * next_one
    return replace(sums, cells=cells, questions=questions, next=following)


def _settle(before: State, after: State, ids: Iterable[str], seq: int) -> State:
    """Bring the sums along after the questions `ids`, and those merged into them, have changed."""
    touched = set(ids)
    for id in tuple(touched):
        for state in (before, after):
            question = state.questions.get(id)
            if question is not None:
                touched.update(question.merged)
    sums = _count(_count(before.sums, before, touched, -1), after, touched, +1)
    return _with_sums(after, sums, seq)


def _with_sums(state: State, sums: Sums, seq: int) -> State:
    old = state.sums
    if sums == old:
        return state
    cells = old.cells != sums.cells
    counts = (old.joined, old.questions, old.next) != (sums.joined, sums.questions, sums.next)
    tallies = cells and {k: c.questions for k, c in old.cells.items()} != {
        k: c.questions for k, c in sums.cells.items()
    }
    poll = (
        cells
        or old.people != sums.people
        or old.listened != sums.listened
        or old.supporters != sums.supporters
    )
    return replace(
        state,
        sums=sums,
        r_counts=seq if counts else state.r_counts,
        r_tallies=seq if tallies else state.r_tallies,
        r_poll=seq if poll else state.r_poll,
    )


def _change(state: State, id: str, seq: int, **changes: Any) -> State:
    """Replace fields of one question."""
    question = replace(state.questions[id], **changes)
    after = replace(state, questions=state.questions.set(id, question))
    return _settle(state, after, (id,), seq)


def _change_participant(state: State, id: str, seq: int, **changes: Any) -> State:
    before = state.participants[id]
    person = replace(before, r=seq, **changes)
    after = replace(state, participants=state.participants.set(id, person))
    people = int(person.has_answered) - int(before.has_answered)
    listened = int(person.listened) - int(before.listened)
    if not people and not listened:
        return after
    sums = replace(state.sums, people=state.sums.people + people, listened=state.sums.listened + listened)
    return _with_sums(after, sums, seq)


# ---- people


@_on(e.SessionOpened)
def _(state: State, event: e.SessionOpened, recorded: Recorded) -> State:
    raise ValueError("a session is opened once")


@_on(e.SessionRetitled)
def _(state: State, event: e.SessionRetitled, recorded: Recorded) -> State:
    return replace(state, given_title=event.title, r_session=recorded.seq)


@_on(e.ParticipantJoined)
def _(state: State, event: e.ParticipantJoined, recorded: Recorded) -> State:
    person = Participant(event.participant, recorded.at_ms, r=recorded.seq)
    after = replace(state, participants=state.participants.set(person.id, person))
    return _with_sums(after, replace(state.sums, joined=state.sums.joined + 1), recorded.seq)


@_on(e.DeviceConnected)
def _(state: State, event: e.DeviceConnected, recorded: Recorded) -> State:
    return replace(state, devices=state.devices.set(event.device, Device(event.name, recorded.seq)))


@_on(e.DeviceRevoked)
def _(state: State, event: e.DeviceRevoked, recorded: Recorded) -> State:
    device = replace(state.devices[event.device], revoked=True, r=recorded.seq)
    return replace(state, devices=state.devices.set(event.device, device))


@_on(e.KeyRenewed)
def _(state: State, event: e.KeyRenewed, recorded: Recorded) -> State:
    return replace(state, key_generations=state.key_generations.set(event.role, event.generation))


@_on(e.Paired)
def _(state: State, event: e.Paired, recorded: Recorded) -> State:
    return _change_participant(state, event.participant, recorded.seq, pair=event.code)


@_on(e.DotPlaced)
def _(state: State, event: e.DotPlaced, recorded: Recorded) -> State:
    person = state.participants[event.participant]
    id = person.dot or f"d{len(state.dots) + 1}"
    old = state.dots[id].weights if person.dot else (0, 0, 0)
    a, b, c = (
        total + new - was for total, new, was in zip(state.sums.weights, event.weights, old, strict=True)
    )
    sums = replace(state.sums, dots=state.sums.dots + (0 if person.dot else 1), weights=(a, b, c))
    state = _change_participant(replace(state, sums=sums), person.id, recorded.seq, dot=id)
    dots = state.dots.set(id, Dot(event.weights, recorded.seq))
    return replace(state, dots=dots, r_momentum=recorded.seq)


@_on(e.FiguresImported)
def _(state: State, event: e.FiguresImported, recorded: Recorded) -> State:
    yes, partly, no = event.supporters
    sums = replace(
        state.sums,
        joined=event.joined,
        people=event.people,
        listened=event.listened,
        supporters=Cell(yes=yes, partly=partly, no=no),
    )
    return _with_sums(state, sums, recorded.seq)


# ---- questions


@_on(e.QuestionAsked)
def _(state: State, event: e.QuestionAsked, recorded: Recorded) -> State:
    seq = recorded.seq
    question = Question(
        id=event.question_id,
        participant=event.participant,
        at_ms=recorded.at_ms,
        next=event.next,
        follows=event.follows,
        visibility=event.visibility,
        why=event.why,
        texts=(Wording(seq, event.text or "", recorded.command_id),),
        text_seq=seq,
        judged=seq,
        r_text=seq,
        r_place=seq,
        r_visible=seq,
    )
    after = replace(state, questions=state.questions.set(question.id, question))
    if event.participant is not None:
        own = (*state.participants[event.participant].own, question.id)
        after = _change_participant(after, event.participant, seq, own=own)
    return _settle(state, after, (question.id,), seq)


@_on(e.QuestionEdited)
def _(state: State, event: e.QuestionEdited, recorded: Recorded) -> State:
    seq = recorded.seq
    question = state.questions[event.question_id]
    wording = Wording(seq, event.text or "", recorded.command_id)
    state = _change(
        state,
        question.id,
        seq,
        texts=(*question.texts, wording),
        text_seq=seq,
        judged=seq,
        visibility=event.visibility,
        why=event.why,
        r_text=seq,
        r_visible=seq,
    )
    return _without_hidden_focus(state, seq)


@_on(e.QuestionWithdrawn)
def _(state: State, event: e.QuestionWithdrawn, recorded: Recorded) -> State:
    """Gone: those merged into it stand alone again, those who supported it support one less."""
    seq, gone = recorded.seq, state.questions[event.question_id]
    before = state
    questions = state.questions.delete(gone.id)
    for id in gone.merged:
        alone = replace(questions[id], into=None, pitfall=gone.pitfall, r_merge=seq, r_place=seq)
        questions = questions.set(id, alone)
    if gone.into:
        target = questions[gone.into]
        left = tuple(id for id in target.merged if id != gone.id)
        questions = questions.set(target.id, replace(target, merged=left, r_merge=seq))
    after = replace(state, questions=questions)
    if state.board.spotlight == gone.id:
        after = _focus(after, None, seq)
    after = _settle(before, after, (gone.id, *gone.merged), seq)
    return _forget_words(_forget(after, gone, seq), gone)


def _forget(state: State, gone: Question, seq: int) -> State:
    """Take a withdrawn question out of its people: the asker's list, supports and answers."""
    if gone.participant is not None:
        person = state.participants[gone.participant]
        own = tuple(id for id in person.own if id != gone.id)
        answers = person.answers.delete(gone.id) if gone.id in person.answers else person.answers
        state = _change_participant(state, person.id, seq, own=own, answers=answers)
    for id in gone.supporters:
        state = _unsupport(state, state.participants[id], gone.id, seq)
    return state


def _forget_words(state: State, gone: Question) -> State:
    """The commands its words came with are known by their ids alone from now on, as in the log."""
    asked = state.asked
    for id in {wording.command_id for wording in gone.texts if wording.command_id in asked}:
        asked = asked.set(id, replace(asked[id], fingerprint=None))
    return replace(state, asked=asked)


def _unsupport(state: State, person: Participant, id: str, seq: int) -> State:
    answers = person.answers
    if id in answers and id not in person.own:
        state = _count_supporter(state, answers[id], -1, seq)
        answers = answers.delete(id)
    return _change_participant(state, person.id, seq, supports=person.supports.delete(id), answers=answers)


def _count_supporter(state: State, answer: str, sign: int, seq: int) -> State:
    one = Cell(yes=int(answer == "yes"), partly=int(answer == "partly"), no=int(answer == "no"))
    sums = replace(state.sums, supporters=_plus(state.sums.supporters, one, sign))
    return _with_sums(state, sums, seq)


@_on(e.QuestionSupported)
def _(state: State, event: e.QuestionSupported, recorded: Recorded) -> State:
    person = state.participants[event.participant]
    supports = person.supports.set(event.question_id, None)
    state = _change_participant(state, person.id, recorded.seq, supports=supports)
    supporters = state.questions[event.question_id].supporters.set(person.id, None)
    return _change(state, event.question_id, recorded.seq, supporters=supporters, r_support=recorded.seq)


@_on(e.QuestionUnsupported)
def _(state: State, event: e.QuestionUnsupported, recorded: Recorded) -> State:
    person = state.participants[event.participant]
    state = _unsupport(state, person, event.question_id, recorded.seq)
    supporters = state.questions[event.question_id].supporters.delete(person.id)
    return _change(state, event.question_id, recorded.seq, supporters=supporters, r_support=recorded.seq)


@_on(e.PitfallProposed)
def _(state: State, event: e.PitfallProposed, recorded: Recorded) -> State:
    return _change(state, event.question_id, recorded.seq, proposed=event.pitfall, r_proposed=recorded.seq)


@_on(e.PollAnswered)
def _(state: State, event: e.PollAnswered, recorded: Recorded) -> State:
    seq, person = recorded.seq, state.participants[event.participant]
    if event.answer == "listened":
        return _change_participant(state, person.id, seq, listened=True)
    was = person.answers.get(event.question_id)
    answers = person.answers.set(event.question_id, event.answer)
    state = _change_participant(state, person.id, seq, answers=answers)
    if state.questions[event.question_id].participant == person.id:
        return _change(state, event.question_id, seq, answer=event.answer, r_answer=seq)
    if was is not None:
        state = _count_supporter(state, was, -1, seq)
    return _count_supporter(state, event.answer, +1, seq)


@_on(e.QuestionPlaced)
def _(state: State, event: e.QuestionPlaced, recorded: Recorded) -> State:
    return _change(state, event.question_id, recorded.seq, pitfall=event.pitfall, r_place=recorded.seq)


@_on(e.VisibilityChanged)
def _(state: State, event: e.VisibilityChanged, recorded: Recorded) -> State:
    seq = recorded.seq
    state = _change(state, event.question_id, seq, visibility=event.visibility, r_visible=seq)
    return _without_hidden_focus(state, seq)


@_on(e.QuestionMerged)
def _(state: State, event: e.QuestionMerged, recorded: Recorded) -> State:
    seq, before = recorded.seq, state
    questions = state.questions
    if event.was is not None:
        old = questions[event.was]
        left = tuple(id for id in old.merged if id != event.question_id)
        questions = questions.set(old.id, replace(old, merged=left, r_merge=seq))
    question = replace(questions[event.question_id], into=event.into, r_merge=seq)
    questions = questions.set(question.id, question)
    if event.into is not None:
        target = questions[event.into]
        questions = questions.set(
            target.id, replace(target, merged=(*target.merged, question.id), r_merge=seq)
        )
    after = replace(state, questions=questions)
    if event.into is not None and state.board.spotlight == question.id:
        after = _without_hidden_focus(_focus(after, event.into, seq), seq)
    return _settle(before, after, (question.id,), seq)


@_on(e.TextCorrected)
def _(state: State, event: e.TextCorrected, recorded: Recorded) -> State:
    seq = recorded.seq
    wording = Wording(seq, event.text or "", recorded.command_id)
    texts = (*state.questions[event.question_id].texts, wording)
    return _change(state, event.question_id, seq, texts=texts, text_seq=seq, r_text=seq)


@_on(e.TextRestored)
def _(state: State, event: e.TextRestored, recorded: Recorded) -> State:
    return _change(state, event.question_id, recorded.seq, text_seq=event.to_seq, r_text=recorded.seq)


@_on(e.TakenUpMarked)
def _(state: State, event: e.TakenUpMarked, recorded: Recorded) -> State:
    seq = recorded.seq
    return _change(state, event.question_id, seq, taken_up=event.taken_up, r_taken_up=seq)


@_on(e.QuestionParked)
def _(state: State, event: e.QuestionParked, recorded: Recorded) -> State:
    return _change(state, event.question_id, recorded.seq, parked=event.parked, r_parked=recorded.seq)


# ---- the arc


@_on(e.StepEntered)
def _(state: State, event: e.StepEntered, recorded: Recorded) -> State:
    began_ms = recorded.at_ms if state.stage.began_ms is None else state.stage.began_ms
    stage = Stage(event.step, 0, recorded.at_ms, recorded.seq, began_ms)
    gates = state.gates
    if rules_of(event.step).ends_editing and gates.editing:
        gates = replace(gates, editing=False, r=recorded.seq, r_editing=recorded.seq)
    return replace(state, stage=stage, gates=gates)


@_on(e.BeatReached)
def _(state: State, event: e.BeatReached, recorded: Recorded) -> State:
    seq = recorded.seq
    if event.taken_up is not None:
        state = _change(state, event.taken_up, seq, taken_up=True, r_taken_up=seq)
    return replace(state, stage=replace(state.stage, beat=event.beat, r=seq))


def _timer(state: State, recorded: Recorded, **changes: Any) -> State:
    return replace(state, timer=replace(state.timer, r=recorded.seq, **changes))


@_on(e.TurnBegan)
def _(state: State, event: e.TurnBegan, recorded: Recorded) -> State:
    return _timer(state, recorded, phase="running", turn=event.turn, ends_at_ms=event.ends_at_ms, left_ms=0)


@_on(e.TurnEnded)
def _(state: State, event: e.TurnEnded, recorded: Recorded) -> State:
    return _timer(state, recorded, phase="swap", ends_at_ms=event.ends_at_ms, left_ms=0)


@_on(e.BuzzEnded)
def _(state: State, event: e.BuzzEnded, recorded: Recorded) -> State:
    return _timer(state, recorded, phase="over", ends_at_ms=None, left_ms=0)


@_on(e.TimerPaused)
def _(state: State, event: e.TimerPaused, recorded: Recorded) -> State:
    return _timer(state, recorded, phase="paused", ends_at_ms=None, left_ms=event.left_ms)


@_on(e.TimerMoved)
def _(state: State, event: e.TimerMoved, recorded: Recorded) -> State:
    timer = state.timer
    if timer.ends_at_ms is not None:
        return _timer(state, recorded, ends_at_ms=timer.ends_at_ms + event.by_ms)
    return _timer(state, recorded, left_ms=max(0, timer.left_ms + event.by_ms))


@_on(e.TimerRestarted)
def _(state: State, event: e.TimerRestarted, recorded: Recorded) -> State:
    return _timer(state, recorded, phase="idle", turn=1, ends_at_ms=None, left_ms=state.timer.turn_ms)


@_on(e.TurnLengthSet)
def _(state: State, event: e.TurnLengthSet, recorded: Recorded) -> State:
    left = event.turn_ms if state.timer.phase == "idle" else state.timer.left_ms
    return _timer(state, recorded, turn_ms=event.turn_ms, left_ms=left)


def _gates(state: State, recorded: Recorded, **changes: Any) -> State:
    return replace(state, gates=replace(state.gates, r=recorded.seq, **changes))


@_on(e.SubmissionsOpened)
def _(state: State, event: e.SubmissionsOpened, recorded: Recorded) -> State:
    return _gates(state, recorded, submissions=True, closed_at_ms=None)


@_on(e.SubmissionsClosed)
def _(state: State, event: e.SubmissionsClosed, recorded: Recorded) -> State:
    return _gates(state, recorded, submissions=False, closed_at_ms=recorded.at_ms)


@_on(e.PollOpened)
def _(state: State, event: e.PollOpened, recorded: Recorded) -> State:
    return _gates(state, recorded, poll=True)


@_on(e.PollClosed)
def _(state: State, event: e.PollClosed, recorded: Recorded) -> State:
    return _gates(state, recorded, poll=False)


@_on(e.LobbyLocked)
def _(state: State, event: e.LobbyLocked, recorded: Recorded) -> State:
    return _gates(state, recorded, lobby_locked=event.locked)


@_on(e.SessionEnded)
def _(state: State, event: e.SessionEnded, recorded: Recorded) -> State:
    stage = Stage(DONE, 0, recorded.at_ms, recorded.seq)
    state = _gates(state, recorded, submissions=False, poll=False)
    return replace(state, ended=True, stage=stage, r_session=recorded.seq)


# ---- pitfalls


def _pitfalls(state: State, recorded: Recorded, pitfalls: Iterable[Pitfall]) -> State:
    return replace(state, pitfalls=tuple(pitfalls), r_pitfalls=recorded.seq)


@_on(e.PitfallAdded)
def _(state: State, event: e.PitfallAdded, recorded: Recorded) -> State:
    added = Pitfall(event.pitfall, ad_hoc=True, title=event.title)
    at = len(state.pitfalls) if event.at is None else event.at
    return _pitfalls(state, recorded, (*state.pitfalls[:at], added, *state.pitfalls[at:]))


@_on(e.PitfallRemoved)
def _(state: State, event: e.PitfallRemoved, recorded: Recorded) -> State:
    return _pitfalls(state, recorded, (p for p in state.pitfalls if p.id != event.pitfall))


@_on(e.PitfallRenamed)
def _(state: State, event: e.PitfallRenamed, recorded: Recorded) -> State:
    renamed = (replace(p, title=event.title) if p.id == event.pitfall else p for p in state.pitfalls)
    return _pitfalls(state, recorded, renamed)


@_on(e.PitfallsReordered)
def _(state: State, event: e.PitfallsReordered, recorded: Recorded) -> State:
    by_id = {p.id: p for p in state.pitfalls}
    return _pitfalls(state, recorded, (by_id[id] for id in event.pitfalls))


# ---- the board


def _board(state: State, recorded: Recorded, **changes: Any) -> State:
    return replace(state, board=replace(state.board, r=recorded.seq, **changes))


@_on(e.SpotlightSet)
def _(state: State, event: e.SpotlightSet, recorded: Recorded) -> State:
    return _focus(state, event.question_id, recorded.seq)


def _focus(state: State, id: str | None, seq: int) -> State:
    """Bring another question, or none, into focus; both rows change for their askers."""
    questions = state.questions
    for one in (state.board.spotlight, id):
        if one is not None and one in questions:
            questions = questions.set(one, replace(questions[one], r_focus=seq))
    return replace(state, questions=questions, board=replace(state.board, spotlight=id, r=seq))


def _without_hidden_focus(state: State, seq: int) -> State:
    """What has left the board is not in focus any more."""
    focus = state.questions.get(state.board.spotlight or "")
    return state if focus is None or focus.on_board else _focus(state, None, seq)


@_on(e.DotsShown)
def _(state: State, event: e.DotsShown, recorded: Recorded) -> State:
    return _board(state, recorded, dots_shown=event.shown)


@_on(e.BoardLanguageSet)
def _(state: State, event: e.BoardLanguageSet, recorded: Recorded) -> State:
    return _board(state, recorded, language=event.language, r_language=recorded.seq)


@_on(e.BoardBlanked)
def _(state: State, event: e.BoardBlanked, recorded: Recorded) -> State:
    return _board(state, recorded, blank=event.blank)


@_on(e.BoardFrozen)
def _(state: State, event: e.BoardFrozen, recorded: Recorded) -> State:
    return _board(state, recorded, frozen=event.frozen)


@_on(e.QrShown)
def _(state: State, event: e.QrShown, recorded: Recorded) -> State:
    return _board(state, recorded, qr=event.shown)


# ---- who has to hear of it


def touched(before: State, after: State, event: Event) -> set[str]:
    """The ids of all questions whose rows in any view may differ after this event.

    With each question come those that are merged with it: their askers see where the others are.
    """
    named = {getattr(event, name, None) for name in ("question_id", "into", "was", "taken_up")}
    if before.board.spotlight != after.board.spotlight:
        named |= {before.board.spotlight, after.board.spotlight}
    ids: set[str] = set()
    for id in named:
        for state in (before, after):
            question = state.questions.get(id) if isinstance(id, str) else None
            if question is not None:
                root = state.root(question)
                ids |= {question.id, root.id, *root.merged}
    return ids


def concerned(before: State, after: State, event: Event, ids: Iterable[str]) -> set[str]:
    """The participants whose own lane may differ: the one who acted, askers and supporters of `ids`."""
    people = {getattr(event, "participant", None)}
    if before.gates.editing != after.gates.editing:
        people.update(id for id, person in after.participants.items() if person.own)
    for id in ids:
        for state in (before, after):
            question = state.questions.get(id)
            if question is not None:
                people.add(question.participant)
                people.update(question.supporters)
    return {person for person in people if person is not None}
