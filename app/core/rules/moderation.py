"""Which questions everybody sees: what is held for a look, let through, hidden and shown again."""

from collections.abc import Sequence

from app.core import commands as c, events as e
from app.core.commands import Envelope
from app.core.events import Event, HeldReason, Recorded, Visibility
from app.core.personal_data import find as find_personal_data
from app.core.rejections import Rejection
from app.core.rules.changes import change_question, without_hidden_focus
from app.core.rules.registry import Outcome, decides, evolves
from app.core.state import State


def judge(state: State, text: str, *, is_next: bool) -> tuple[Visibility, tuple[HeldReason, ...]]:
    """Whether a text may be shown at once, and every reason why not."""
    rules, languages = state.run_sheet.questions, state.run_sheet.languages
    why: tuple[HeldReason, ...] = tuple(find_personal_data(text, rules.allowed_names, languages))
    if rules.moderation == "none":
        why = ()
    if rules.moderation == "all":
        why += ("moderation",)
    if is_next:
        why += ("next",)
    return ("held" if why else "shown"), why


@decides
def let_through(state: State, command: c.LetThrough, envelope: Envelope) -> Outcome:
    return _make_visible(state, command.question_id, held=True)


@decides
def show_question(state: State, command: c.ShowQuestion, envelope: Envelope) -> Outcome:
    return _make_visible(state, command.question_id, held=False)


def _make_visible(state: State, id: str, *, held: bool) -> Outcome:
    question = state.questions.get(id)
    if question is None:
        return Rejection("unknown")
    if question.visibility == "shown" or (question.visibility == "held") != held:
        return []
    return [e.VisibilityChanged(id, "shown", question.visibility)]


@decides
def hide_question(state: State, command: c.HideQuestion, envelope: Envelope) -> Outcome:
    if command.question_id not in state.questions:
        return Rejection("unknown")
    return _hide(state, (command.question_id,))


@decides
def hide_all_from(state: State, command: c.HideAllFrom, envelope: Envelope) -> Outcome:
    question = state.questions.get(command.question_id)
    if question is None:
        return Rejection("unknown")
    if question.participant is None:
        return _hide(state, (question.id,))
    return _hide(state, state.participants[question.participant].own)


@decides
def sweep_held(state: State, command: c.SweepHeld, envelope: Envelope) -> Outcome:
    return _hide(state, [q.id for q in state.questions.values() if q.visibility == "held" and not q.next])


def _hide(state: State, ids: Sequence[str]) -> list[Event]:
    questions = [state.questions[id] for id in ids]
    return [e.VisibilityChanged(q.id, "hidden", q.visibility) for q in questions if q.visibility != "hidden"]


@evolves
def visibility_changed(state: State, event: e.VisibilityChanged, recorded: Recorded) -> State:
    seq = recorded.seq
    state = change_question(state, event.question_id, seq, visibility=event.visibility, r_visible=seq)
    return without_hidden_focus(state, seq)
