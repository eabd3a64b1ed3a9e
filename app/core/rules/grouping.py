"""Grouping: placing questions in pitfalls, and askers' proposals."""

from collections.abc import Sequence
from sys import intern

from app.core import commands as c, events as e
from app.core.commands import Envelope
from app.core.events import Recorded
from app.core.rejections import Rejection
from app.core.rules.changes import change_question
from app.core.rules.merging import MAX_BULK_IDS
from app.core.rules.questions import own_question
from app.core.rules.registry import Outcome, decides, evolves
from app.core.state import State

MAX_BATCH_NAME = 64


@decides
def propose_pitfall(state: State, command: c.ProposePitfall, envelope: Envelope) -> Outcome:
    question = own_question(state, envelope, command.question_id)
    if isinstance(question, Rejection):
        return question
    if not state.has_pitfall(command.pitfall):
        return Rejection("unknown")
    if question.proposed == command.pitfall:
        return []
    return [e.PitfallProposed(question.id, command.pitfall)]


@evolves
def pitfall_proposed(state: State, event: e.PitfallProposed, recorded: Recorded) -> State:
    return change_question(
        state, event.question_id, recorded.seq, proposed=event.pitfall, r_proposed=recorded.seq
    )


@decides
def place_question(state: State, command: c.PlaceQuestion, envelope: Envelope) -> Outcome:
    return _place(state, (command.question_id,), command.pitfall, "")


@decides
def place_questions(state: State, command: c.PlaceQuestions, envelope: Envelope) -> Outcome:
    was, ids = command.was, command.ids
    if was is not None and len(was) != len(ids):
        return Rejection("invalid")
    placed = _place(state, ids, command.pitfall, command.batch)
    if was is None or isinstance(placed, Rejection):
        return placed
    sender = str(envelope.actor)
    questions = zip((state.questions[id] for id in ids), was, strict=True)
    moved = any(question.was_moved(place, command.pitfall, sender) for question, place in questions)
    return Rejection("moved") if moved else placed


def _place(state: State, ids: Sequence[str], pitfall: str | None, batch: str) -> Outcome:
    if len(ids) > MAX_BULK_IDS:
        return Rejection("too_many")
    if len(batch) > MAX_BATCH_NAME:
        return Rejection("invalid")
    if not state.has_pitfall(pitfall) or any(id not in state.questions for id in ids):
        return Rejection("unknown")
    questions = [state.questions[id] for id in dict.fromkeys(ids)]
    return [e.QuestionPlaced(q.id, pitfall, q.pitfall, batch) for q in questions if q.pitfall != pitfall]


@evolves
def question_placed(state: State, event: e.QuestionPlaced, recorded: Recorded) -> State:
    seq = recorded.seq
    # All questions that an actor has moved share one interned string.
    placed_by = intern(recorded.actor)
    return change_question(
        state, event.question_id, seq, pitfall=event.pitfall, placed_by=placed_by, r_place=seq
    )
