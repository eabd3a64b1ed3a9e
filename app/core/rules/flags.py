"""The flags that a facilitator sets on a question: taken up, parked, left out of the report."""

from app.core import commands as c, events as e
from app.core.commands import Envelope
from app.core.events import QuestionFlag, Recorded
from app.core.rejections import Rejection
from app.core.rules.changes import change_flag, with_walk_begun
from app.core.rules.registry import Outcome, decides, evolves
from app.core.state import State


def _set_flag(state: State, question_id: str, flag: QuestionFlag, value: bool) -> Outcome:
    question = state.questions.get(question_id)
    if question is None:
        return Rejection("unknown")
    return [] if (flag in question.flags) == value else [e.flag_event(flag, question_id, value)]


@decides
def mark_taken_up(state: State, command: c.MarkTakenUp, envelope: Envelope) -> Outcome:
    return _set_flag(state, command.question_id, "taken_up", command.taken_up)


@evolves
def taken_up_marked(state: State, event: e.TakenUpMarked, recorded: Recorded) -> State:
    state = change_flag(state, event.question_id, recorded.seq, "taken_up", event.taken_up)
    return with_walk_begun(state, state.questions[event.question_id].pitfall) if event.taken_up else state


@decides
def park_question(state: State, command: c.ParkQuestion, envelope: Envelope) -> Outcome:
    return _set_flag(state, command.question_id, "parked", command.parked)


@evolves
def question_parked(state: State, event: e.QuestionParked, recorded: Recorded) -> State:
    return change_flag(state, event.question_id, recorded.seq, "parked", event.parked)


@decides
def leave_out(state: State, command: c.LeaveOut, envelope: Envelope) -> Outcome:
    return _set_flag(state, command.question_id, "left_out", command.left_out)


@evolves
def question_left_out(state: State, event: e.QuestionLeftOut, recorded: Recorded) -> State:
    return change_flag(state, event.question_id, recorded.seq, "left_out", event.left_out)
