"""Where questions lie: in which pitfall, and under which other question."""

from collections.abc import Sequence

from msgspec.structs import replace

from app.core import commands as c, events as e
from app.core.commands import Envelope
from app.core.events import Event, Recorded
from app.core.rejections import Rejection
from app.core.rules.changes import change_question, focus_on, without_hidden_focus
from app.core.rules.questions import own_question
from app.core.rules.registry import Outcome, decides, evolves
from app.core.state import State
from app.core.sums import settle

MAX_BULK_IDS = 80
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
    return _place(state, command.ids, command.pitfall, command.batch)


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
    return change_question(
        state, event.question_id, recorded.seq, pitfall=event.pitfall, r_place=recorded.seq
    )


@decides
def merge_questions(state: State, command: c.MergeQuestions, envelope: Envelope) -> Outcome:
    if len(command.ids) > MAX_BULK_IDS:
        return Rejection("too_many")
    target = state.questions.get(command.into)
    if target is None or any(id not in state.questions for id in command.ids):
        return Rejection("unknown")
    target = state.root(target)
    named = (state.questions[id] for id in command.ids)
    # Those that lie under a named one come along, before it: merging is one level deep.
    moving = dict.fromkeys(id for question in named for id in (*question.merged, question.id))
    return [
        e.QuestionMerged(id, into=target.id, was=state.questions[id].into)
        for id in moving
        if id != target.id and state.questions[id].into != target.id
    ]


@decides
def split_question(state: State, command: c.SplitQuestion, envelope: Envelope) -> Outcome:
    question = state.questions.get(command.question_id)
    if question is None:
        return Rejection("unknown")
    if question.into is None:
        return []
    if question.has_changed_since(command.seen):
        return Rejection("stale")
    happened: list[Event] = [e.QuestionMerged(question.id, into=None, was=question.into)]
    if question.pitfall != (place := state.root(question).pitfall):
        happened.append(e.QuestionPlaced(question.id, place, question.pitfall))
    return happened


@evolves
def question_merged(state: State, event: e.QuestionMerged, recorded: Recorded) -> State:
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
        after = without_hidden_focus(focus_on(after, event.into, seq), seq)
    return settle(before, after, (question.id,), seq)
