"""Questions and their words: asked, edited, corrected, withdrawn."""

from collections.abc import Sequence

from msgspec.structs import replace

from app.core import commands as c, events as e
from app.core.commands import Envelope
from app.core.events import Recorded
from app.core.rejections import Rejection
from app.core.rules.changes import change_participant, change_question, focus_on, without_hidden_focus
from app.core.rules.merging import split_from
from app.core.rules.moderation import judge
from app.core.rules.pairs import without_share
from app.core.rules.registry import Outcome, decides, evolves
from app.core.rules.submissions import lets_in
from app.core.rules.support import without_support
from app.core.rules.texts import readable
from app.core.state import Question, Reply, State, Wording
from app.core.steps import rules_of
from app.core.sums import settle

# The most questions a participant may ask, withdrawn ones too, as a multiple of `per_participant`: enough
# for rephrasing now and then.
ASKED_PER_OPEN = 5


@decides
def ask_question(state: State, command: c.AskQuestion, envelope: Envelope) -> Outcome:
    if (refusal := _may_ask(state, command, envelope)) is not None:
        return refusal
    rules = state.run_sheet.questions
    text = readable(command.text, rules.max_graphemes)
    if isinstance(text, Rejection):
        return text
    person = state.participants.get(envelope.actor.id)
    if person is None:
        return Rejection("unknown")
    most = rules.per_participant
    if len(person.own) >= most or person.asked >= most * ASKED_PER_OPEN:
        return Rejection("too_many")
    is_next = command.follows is not None
    visibility, why = judge(state, text, is_next=is_next, asker=person)
    return [e.QuestionAsked(envelope.id, person.id, visibility, why, is_next, command.follows, text)]


def _may_ask(state: State, command: c.AskQuestion, envelope: Envelope) -> Rejection | None:
    if command.follows is None:
        let_in = lets_in(state, command.begun_at_ms, envelope.at_ms)
        return None if let_in else Rejection("closed")
    if not rules_of(state.stage.step).next_questions:
        return Rejection("wrong_step")
    if command.follows:
        owner = own_question(state, envelope, command.follows)
        return owner if isinstance(owner, Rejection) else None
    return None


def own_question(state: State, envelope: Envelope, id: str) -> Question | Rejection:
    """The question, if the command's sender is its asker; otherwise a rejection."""
    question = state.questions.get(id)
    if question is None:
        return Rejection("unknown")
    return question if question.participant == envelope.actor.id else Rejection("not_yours")


@decides
def ask_for_room(state: State, command: c.AskForRoom, envelope: Envelope) -> Outcome:
    text = readable(command.text, state.run_sheet.questions.max_graphemes)
    if isinstance(text, Rejection):
        return text
    is_next = rules_of(state.stage.step).next_questions
    visibility, why = judge(state, text, is_next=is_next)
    return [e.QuestionAsked(envelope.id, None, visibility, why, is_next, None, text)]


@evolves
def question_asked(state: State, event: e.QuestionAsked, recorded: Recorded) -> State:
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
    participants = state.participants
    if event.participant is not None:
        person = participants[event.participant]
        asker = replace(person, r=seq, own=(*person.own, question.id), asked=person.asked + 1)
        participants = participants.set(person.id, asker)
    questions = state.questions.set(question.id, question)
    return settle(state, replace(state, questions=questions, participants=participants), (question.id,), seq)


@decides
def edit_question(state: State, command: c.EditQuestion, envelope: Envelope) -> Outcome:
    question = own_question(state, envelope, command.question_id)
    if isinstance(question, Rejection):
        return question
    if not state.gates.editing:
        return Rejection("wrong_step")
    text = readable(command.text, state.run_sheet.questions.max_graphemes)
    if isinstance(text, Rejection):
        return text
    if text == question.text:
        return []
    visibility, why = judge(
        state,
        text,
        is_next=question.next,
        asker=state.participants[envelope.actor.id],
        held_for=question.why if question.visibility == "held" else (),
    )
    if question.visibility == "hidden":
        visibility = "hidden"
    edited = e.QuestionEdited(question.id, visibility, why, text)
    if question.visibility == "shown" and visibility != "shown":
        return [*split_from(state, (question.id,)), edited]
    return [edited]


def _without_words(texts: tuple[Wording, ...]) -> tuple[Wording, ...]:
    """The wordings before an edit, with their texts blanked.

    Undo does not go back behind an edit, so only the wordings' commands are still needed. The log erases the
    texts with the edit: they may be what their asker took back, such as a name.
    """
    return tuple(replace(wording, text="") if wording.text else wording for wording in texts)


@evolves
def question_edited(state: State, event: e.QuestionEdited, recorded: Recorded) -> State:
    seq = recorded.seq
    question = state.questions[event.question_id]
    wording = Wording(seq, event.text or "", recorded.command_id)
    state = _forget_words(state, question.texts)
    state = change_question(
        state,
        question.id,
        seq,
        texts=(*_without_words(question.texts), wording),
        text_seq=seq,
        judged=seq,
        visibility=event.visibility,
        why=event.why,
        r_text=seq,
        r_visible=seq,
    )
    return without_hidden_focus(state, seq)


@decides
def correct_text(state: State, command: c.CorrectText, envelope: Envelope) -> Outcome:
    question = state.questions.get(command.question_id)
    if question is None:
        return Rejection("unknown")
    text = readable(command.text, state.run_sheet.questions.max_graphemes)
    if isinstance(text, Rejection):
        return text
    if text == question.text:
        return []
    if question.has_changed_since(command.seen):
        return Rejection("stale")
    return [e.TextCorrected(question.id, question.text_seq, text)]


@evolves
def text_corrected(state: State, event: e.TextCorrected, recorded: Recorded) -> State:
    seq = recorded.seq
    wording = Wording(seq, event.text or "", recorded.command_id)
    texts = (*state.questions[event.question_id].texts, wording)
    return change_question(state, event.question_id, seq, texts=texts, text_seq=seq, r_text=seq)


@evolves
def text_restored(state: State, event: e.TextRestored, recorded: Recorded) -> State:
    return change_question(state, event.question_id, recorded.seq, text_seq=event.to_seq, r_text=recorded.seq)


@decides
def withdraw_question(state: State, command: c.WithdrawQuestion, envelope: Envelope) -> Outcome:
    question = own_question(state, envelope, command.question_id)
    return question if isinstance(question, Rejection) else [e.QuestionWithdrawn(question.id)]


@evolves
def question_withdrawn(state: State, event: e.QuestionWithdrawn, recorded: Recorded) -> State:
    """Remove the question: those merged into it stand alone again, and its support is gone."""
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
        after = focus_on(after, None, seq)
    after = settle(before, after, (gone.id, *gone.merged), seq)
    return _forget_words(_forget(after, gone, seq), (*gone.texts, *gone.replies))


def _forget(state: State, gone: Question, seq: int) -> State:
    """Remove a withdrawn question from its participants: the asker's questions, supports and poll answers."""
    if gone.participant is not None:
        person = state.participants[gone.participant]
        own = tuple(id for id in person.own if id != gone.id)
        answers = person.answers.delete(gone.id) if gone.id in person.answers else person.answers
        state = change_participant(state, person.id, seq, own=own, answers=answers)
    if gone.neighbour is not None:
        state = without_share(state, gone.neighbour, gone.id, seq)
    for id in gone.supporters:
        state = without_support(state, state.participants[id], gone.id, seq)
    return state


def _forget_words(state: State, gone: Sequence[Wording | Reply]) -> State:
    """Remove the fingerprints of the commands that these words came with, as the log does."""
    seen = state.seen_commands
    came_with = {words.command_id for words in gone}
    for id in filter(seen.__contains__, came_with):
        seen = seen.set(id, replace(seen[id], fingerprint=None))
    return replace(state, seen_commands=seen)
