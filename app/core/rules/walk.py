"""Questions in the walk: which one is in focus, which are taken up, which are parked."""

from app.core import commands as c, events as e
from app.core.commands import Envelope
from app.core.events import Recorded
from app.core.rejections import Rejection
from app.core.rules.changes import change_question, focus_on
from app.core.rules.registry import Outcome, decides, evolves
from app.core.state import State


@decides
def spotlight(state: State, command: c.Spotlight, envelope: Envelope) -> Outcome:
    question = state.questions.get(command.question_id)
    if question is None or not question.on_board:
        return Rejection("unknown")
    return [] if state.board.spotlight == question.id else [e.SpotlightSet(question.id)]


@decides
def clear_spotlight(state: State, command: c.ClearSpotlight, envelope: Envelope) -> Outcome:
    return [] if state.board.spotlight is None else [e.SpotlightSet(None)]


@evolves
def spotlight_set(state: State, event: e.SpotlightSet, recorded: Recorded) -> State:
    return focus_on(state, event.question_id, recorded.seq)


def next_in_focus(state: State, pitfall: str) -> Outcome:
    """The one in focus has been taken up, the next of the queue comes into focus."""
    done = state.board.spotlight
    left = [q for q in state.queue(pitfall) if q != done and not state.questions[q].taken_up]
    if done is None and not left:
        return Rejection("wrong_step")
    taken_up = done if done is not None and not state.questions[done].taken_up else None
    reached = e.BeatReached(state.stage.beat + 1, taken_up)
    return [reached, e.SpotlightSet(left[0] if left else None)]


@decides
def mark_taken_up(state: State, command: c.MarkTakenUp, envelope: Envelope) -> Outcome:
    question = state.questions.get(command.question_id)
    if question is None:
        return Rejection("unknown")
    if question.taken_up == command.taken_up:
        return []
    return [e.TakenUpMarked(question.id, command.taken_up, question.taken_up)]


@evolves
def taken_up_marked(state: State, event: e.TakenUpMarked, recorded: Recorded) -> State:
    seq = recorded.seq
    return change_question(state, event.question_id, seq, taken_up=event.taken_up, r_taken_up=seq)


@decides
def park_question(state: State, command: c.ParkQuestion, envelope: Envelope) -> Outcome:
    question = state.questions.get(command.question_id)
    if question is None:
        return Rejection("unknown")
    if question.parked == command.parked:
        return []
    return [e.QuestionParked(question.id, command.parked, question.parked)]


@evolves
def question_parked(state: State, event: e.QuestionParked, recorded: Recorded) -> State:
    return change_question(state, event.question_id, recorded.seq, parked=event.parked, r_parked=recorded.seq)
