"""Merging questions into another one, and splitting them off again."""

from collections.abc import Collection

from msgspec.structs import replace

from app.core import commands as c, events as e
from app.core.commands import Envelope
from app.core.events import Event, Recorded
from app.core.rejections import Rejection
from app.core.rules.changes import focus_on, without_hidden_focus
from app.core.rules.registry import Outcome, decides, evolves
from app.core.state import Question, State
from app.core.sums import settle

MAX_BULK_IDS = 80


@decides
def merge_questions(state: State, command: c.MergeQuestions, envelope: Envelope) -> Outcome:
    if len(command.ids) > MAX_BULK_IDS:
        return Rejection("too_many")
    target = state.questions.get(command.into)
    if target is None or any(id not in state.questions for id in command.ids):
        return Rejection("unknown")
    target = state.root(target)
    if (refusal := _moved_since(state, command, target, str(envelope.actor))) is not None:
        return refusal
    named = (state.questions[id] for id in command.ids)
    # Questions merged into a named one move too, before it, since merging is one level deep.
    moving = dict.fromkeys(id for question in named for id in (*question.merged, question.id))
    if target.visibility != "shown" and any(state.questions[id].visibility == "shown" for id in moving):
        return Rejection("moved")  # It would leave the board with its target.
    return [
        e.QuestionMerged(id, into=target.id, was=state.questions[id].into)
        for id in moving
        if id != target.id and state.questions[id].into != target.id
    ]


def _moved_since(state: State, command: c.MergeQuestions, target: Question, sender: str) -> Rejection | None:
    """The rejection of a merge whose questions are no longer where the sender saw them (`was`)."""
    ids, was = command.ids, command.was
    if was is None:
        return None
    if len(was) != len(ids):
        return Rejection("invalid")
    named = zip((state.questions[id] for id in ids), was, strict=True)
    apart = ((question, place) for question, place in named if question.into != target.id)
    moved = any(question.was_moved(place, place, sender) for question, place in apart)
    return Rejection("moved") if moved else None


@decides
def split_question(state: State, command: c.SplitQuestion, envelope: Envelope) -> Outcome:
    question = state.questions.get(command.question_id)
    if question is None:
        return Rejection("unknown")
    leaving = [state.questions[id] for id in question.merged] if question.into is None else [question]
    if any(one.has_changed_since(command.seen) for one in leaving):
        return Rejection("stale")
    return [event for one in leaving for event in split(state, one)]


def split(state: State, question: Question) -> list[Event]:
    """The events that split a merged question off; it stays in the pitfall where it counted until now."""
    happened: list[Event] = [e.QuestionMerged(question.id, into=None, was=question.into)]
    if question.pitfall != (place := state.root(question).pitfall):
        happened.append(e.QuestionPlaced(question.id, place, question.pitfall))
    return happened


def split_from(state: State, leaving: Collection[str]) -> list[Event]:
    """Split off what is merged into questions that leave the board, unless it leaves with them.

    Otherwise hiding one participant's question would take others' questions off the board.
    """
    under = (state.questions[child] for id in leaving for child in state.questions[id].merged)
    return [event for child in under if child.id not in leaving for event in split(state, child)]


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
