"""The poll: whether it is open, and what people answer."""

from app.core import commands as c, events as e
from app.core.commands import Envelope
from app.core.events import Recorded
from app.core.rejections import Rejection
from app.core.rules.changes import change_gates, change_participant, change_question
from app.core.rules.registry import Outcome, decides, evolves
from app.core.state import State
from app.core.sums import count_supporter


@decides
def open_poll(state: State, command: c.OpenPoll, envelope: Envelope) -> Outcome:
    return [] if state.gates.poll else [e.PollOpened()]


@evolves
def poll_opened(state: State, event: e.PollOpened, recorded: Recorded) -> State:
    return change_gates(state, recorded, poll=True)


@decides
def close_poll(state: State, command: c.ClosePoll, envelope: Envelope) -> Outcome:
    return [e.PollClosed()] if state.gates.poll else []


@evolves
def poll_closed(state: State, event: e.PollClosed, recorded: Recorded) -> State:
    return change_gates(state, recorded, poll=False)


@decides
def answer_poll(state: State, command: c.AnswerPoll, envelope: Envelope) -> Outcome:
    person = state.participants.get(envelope.actor.id)
    if person is None:
        return Rejection("unknown")
    if not state.gates.poll:
        return Rejection("closed")
    asked = state.asks_about(person)
    if command.answer == "listened":
        if asked:
            return Rejection("forbidden")
        return [] if person.listened else [e.PollAnswered(person.id, "", "listened")]
    question = state.questions.get(command.question_id)
    if question is None or question.is_swept:
        return Rejection("unknown")
    # A question may be hidden while its asker answers: that is kept, and counts once it is shown again.
    is_own = question.id in (*person.own, *state.shared_with(person)) and not question.next
    if not is_own and (asked or question.id not in person.supports):
        return Rejection("not_yours")
    if person.answers.get(question.id) == command.answer:
        return []
    return [e.PollAnswered(person.id, question.id, command.answer)]


@evolves
def poll_answered(state: State, event: e.PollAnswered, recorded: Recorded) -> State:
    seq, person = recorded.seq, state.participants[event.participant]
    if event.answer == "listened":
        return change_participant(state, person.id, seq, listened=True)
    was = person.answers.get(event.question_id)
    answers = person.answers.set(event.question_id, event.answer)
    state = change_participant(state, person.id, seq, answers=answers)
    question = state.questions[event.question_id]
    if person.id in state.askers_of(question):
        return change_question(state, question.id, seq, answer=state.answer_to(question), r_answer=seq)
    if was is not None:
        state = count_supporter(state, was, -1, seq)
    return count_supporter(state, event.answer, +1, seq)
