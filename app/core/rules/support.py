"""Support: participants who want an answer to another participant's question."""

from app.core import commands as c, events as e
from app.core.commands import Envelope
from app.core.events import Recorded
from app.core.rejections import Rejection
from app.core.rules.changes import change_participant, change_question
from app.core.rules.registry import Outcome, decides, evolves
from app.core.state import Participant, State
from app.core.sums import count_supporter

MAX_SUPPORTS = 200


@decides
def support_question(state: State, command: c.SupportQuestion, envelope: Envelope) -> Outcome:
    question = state.questions.get(command.question_id)
    person = state.participants.get(envelope.actor.id)
    if question is None or person is None or not question.on_board:
        return Rejection("unknown")
    if not state.run_sheet.questions.others_visible or person.id in (
        question.participant,
        question.neighbour,
    ):
        return Rejection("forbidden")
    if question.id in person.supports:
        return []
    if len(person.supports) >= MAX_SUPPORTS:
        return Rejection("too_many")
    return [e.QuestionSupported(question.id, person.id)]


@evolves
def question_supported(state: State, event: e.QuestionSupported, recorded: Recorded) -> State:
    person = state.participants[event.participant]
    supports = person.supports.set(event.question_id, None)
    state = change_participant(state, person.id, recorded.seq, supports=supports)
    supporters = state.questions[event.question_id].supporters.set(person.id, None)
    return change_question(
        state, event.question_id, recorded.seq, supporters=supporters, r_support=recorded.seq
    )


@decides
def unsupport_question(state: State, command: c.UnsupportQuestion, envelope: Envelope) -> Outcome:
    person = state.participants.get(envelope.actor.id)
    if person is None or command.question_id not in state.questions:
        return Rejection("unknown")
    if command.question_id not in person.supports:
        return []
    return [e.QuestionUnsupported(command.question_id, person.id)]


@evolves
def question_unsupported(state: State, event: e.QuestionUnsupported, recorded: Recorded) -> State:
    person = state.participants[event.participant]
    state = without_support(state, person, event.question_id, recorded.seq)
    supporters = state.questions[event.question_id].supporters.delete(person.id)
    return change_question(
        state, event.question_id, recorded.seq, supporters=supporters, r_support=recorded.seq
    )


@evolves
def support_imported(state: State, event: e.SupportImported, recorded: Recorded) -> State:
    return change_question(
        state, event.question_id, recorded.seq, imported_support=event.support, r_support=recorded.seq
    )


def without_support(state: State, person: Participant, id: str, seq: int) -> State:
    """Remove the question from a participant's supports, with the poll answer given as its supporter."""
    answers = person.answers
    if id in answers and id not in person.own:
        state = count_supporter(state, answers[id], -1, seq)
        answers = answers.delete(id)
    return change_participant(state, person.id, seq, supports=person.supports.delete(id), answers=answers)
