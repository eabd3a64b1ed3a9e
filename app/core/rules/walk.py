"""Questions in the walk: which one is in focus, which are taken up, which are parked."""

from app.core import commands as c, events as e
from app.core.commands import Envelope
from app.core.events import QuestionFlag, Recorded
from app.core.rejections import Rejection
from app.core.rules.changes import change_flag, focus_on
from app.core.rules.registry import Outcome, decides, evolves
from app.core.state import State


@decides
def spotlight(state: State, command: c.Spotlight, envelope: Envelope) -> Outcome:
    question = state.questions.get(command.question_id)
    if question is None or not question.on_board:
        return Rejection("unknown")
    if state.board.spotlight == question.id:
        return []
    return Rejection("stale") if question.has_changed_since(command.seen) else [e.SpotlightSet(question.id)]


@decides
def clear_spotlight(state: State, command: c.ClearSpotlight, envelope: Envelope) -> Outcome:
    return [] if state.board.spotlight is None else [e.SpotlightSet(None)]


@evolves
def spotlight_set(state: State, event: e.SpotlightSet, recorded: Recorded) -> State:
    return focus_on(state, event.question_id, recorded.seq)


def next_in_focus(state: State, pitfall: str) -> Outcome:
    """The one in focus has been taken up, the next of the queue comes into focus."""
    done = state.board.spotlight
    left = [q for q in state.queue(pitfall) if q != done and "taken_up" not in state.questions[q].flags]
    if done is None and not left:
        return Rejection("wrong_step")
    taken_up = done if done is not None and "taken_up" not in state.questions[done].flags else None
    reached = e.BeatReached(state.stage.beat + 1, taken_up)
    return [reached, e.SpotlightSet(left[0] if left else None)]


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
    return change_flag(state, event.question_id, recorded.seq, "taken_up", event.taken_up)


@decides
def park_question(state: State, command: c.ParkQuestion, envelope: Envelope) -> Outcome:
    return _set_flag(state, command.question_id, "parked", command.parked)


@evolves
def question_parked(state: State, event: e.QuestionParked, recorded: Recorded) -> State:
    return change_flag(state, event.question_id, recorded.seq, "parked", event.parked)
