"""Changes of the state that several consequences share, with the sums and the `r_…` fields they affect."""

from typing import Any

from msgspec.structs import replace

from app.core.events import QuestionFlag, Recorded
from app.core.state import State
from app.core.steps import pitfall_of
from app.core.sums import settle, with_sums


def change_question(state: State, id: str, seq: int, **changes: Any) -> State:
    """Replace fields of one question."""
    question = replace(state.questions[id], **changes)
    after = replace(state, questions=state.questions.set(id, question))
    return settle(state, after, (id,), seq)


def change_flag(state: State, id: str, seq: int, flag: QuestionFlag, value: bool) -> State:
    """Set or clear a flag of one question."""
    flags = state.questions[id].flags
    return change_question(state, id, seq, flags=flags | {flag} if value else flags - {flag}, r_flags=seq)


def change_participant(state: State, id: str, seq: int, **changes: Any) -> State:
    """Replace fields of one participant."""
    before = state.participants[id]
    person = replace(before, r=seq, **changes)
    after = replace(state, participants=state.participants.set(id, person))
    people = int(person.has_answered) - int(before.has_answered)
    listened = int(person.listened) - int(before.listened)
    if not people and not listened:
        return after
    sums = replace(state.sums, people=state.sums.people + people, listened=state.sums.listened + listened)
    return with_sums(after, sums, seq)


def change_gates(state: State, recorded: Recorded, **changes: Any) -> State:
    """Replace fields of the gates."""
    return replace(state, gates=replace(state.gates, r=recorded.seq, **changes))


def change_door(state: State, recorded: Recorded, **changes: Any) -> State:
    """Replace fields of the gates that only consoles see."""
    return replace(state, gates=replace(state.gates, r_door=recorded.seq, **changes))


def change_timer(state: State, recorded: Recorded, **changes: Any) -> State:
    """Replace fields of the current step's countdown."""
    timer = replace(state.timer, r=recorded.seq, **changes)
    if state.timer is state.alone_timer:
        return replace(state, alone_timer=timer)
    return replace(state, buzz_timer=timer)


def change_board(state: State, recorded: Recorded, **changes: Any) -> State:
    """Replace fields of the board."""
    return replace(state, board=replace(state.board, r=recorded.seq, **changes))


def change_walk(state: State, recorded: Recorded, **changes: Any) -> State:
    """Replace fields of the walk."""
    return replace(state, walk=replace(state.walk, r=recorded.seq, **changes))


def with_walk_begun(state: State, pitfall: str | None) -> State:
    """With this pitfall taken up, if the current step is its walk.

    `r` stays: what screens see of it depends on the step that is entered next.
    """
    stage = state.stage
    if pitfall is None or pitfall_of(stage.step) != pitfall or stage.step in stage.walked:
        return state
    return replace(state, stage=replace(stage, walked=stage.walked | {stage.step}))


def focus_on(state: State, id: str | None, seq: int) -> State:
    """Bring another question, or none, into focus; the rows of both questions change for their askers."""
    questions = state.questions
    for one in (state.board.spotlight, id):
        if one is not None and one in questions:
            questions = questions.set(one, replace(questions[one], r_focus=seq))
    return replace(state, questions=questions, board=replace(state.board, spotlight=id, r=seq))


def without_hidden_focus(state: State, seq: int) -> State:
    """Clear the focus if its question has left the board."""
    focus = state.questions.get(state.board.spotlight or "")
    return state if focus is None or focus.on_board else focus_on(state, None, seq)
