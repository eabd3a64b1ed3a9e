"""Moderation: which questions are held, let through, hidden and shown again."""

from collections.abc import Collection, Sequence

from msgspec.structs import replace

from app.core import commands as c, events as e
from app.core.commands import Envelope
from app.core.events import Event, HeldReason, Recorded, Visibility
from app.core.personal_data import find as find_personal_data
from app.core.rejections import Rejection
from app.core.rules.changes import change_door, change_question, without_hidden_focus
from app.core.rules.merging import split_from
from app.core.rules.registry import Outcome, decides, evolves
from app.core.state import Participant, State


def judge(
    state: State,
    text: str,
    *,
    is_next: bool,
    asker: Participant | None = None,
    held_for: Collection[str] = (),
) -> tuple[Visibility, tuple[HeldReason, ...]]:
    """Whether a text is shown at once or held, and every reason for holding it.

    Without an `asker` it is the facilitator's own. An edit passes what its question is `held_for`: `asker`
    and `holding` remain, since other words do not change who sent the question or when.
    """
    rules, languages = state.run_sheet.questions, state.run_sheet.languages
    why: tuple[HeldReason, ...] = tuple(find_personal_data(text, rules.allowed_names, languages))
    if rules.moderation == "none":
        why = ()
    if rules.moderation == "all":
        why += ("moderation",)
    if is_next:
        why += ("next",)
    if asker is not None:
        if asker.held or "asker" in held_for:
            why += ("asker",)
        if state.gates.holding or "holding" in held_for:
            why += ("holding",)
    return ("held" if why else "shown"), why


@decides
def let_through(state: State, command: c.LetThrough, envelope: Envelope) -> Outcome:
    return _make_visible(state, command, held=True)


@decides
def show_question(state: State, command: c.ShowQuestion, envelope: Envelope) -> Outcome:
    return _make_visible(state, command, held=False)


def _make_visible(state: State, command: c.LetThrough | c.ShowQuestion, *, held: bool) -> Outcome:
    question = state.questions.get(command.question_id)
    if question is None:
        return Rejection("unknown")
    if question.has_changed_since(command.seen):
        return Rejection("stale")
    if question.visibility == "shown" or (question.visibility == "held") != held:
        return []
    return [e.VisibilityChanged(question.id, "shown", question.visibility)]


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
    asker = state.participants[question.participant]
    hidden = _hide(state, asker.own)
    return hidden if asker.held else [*hidden, e.ParticipantHeld(asker.id, held=True, was=False)]


@decides
def stop_holding_from(state: State, command: c.StopHoldingFrom, envelope: Envelope) -> Outcome:
    question = state.questions.get(command.question_id)
    if question is None:
        return Rejection("unknown")
    asker = state.participants.get(question.participant or "")
    if asker is None or not asker.held:
        return []
    return [e.ParticipantHeld(asker.id, held=False, was=True)]


@evolves
def participant_held(state: State, event: e.ParticipantHeld, recorded: Recorded) -> State:
    person = replace(state.participants[event.participant], held=event.held, r_held=recorded.seq)
    return replace(state, participants=state.participants.set(person.id, person))


@decides
def start_holding(state: State, command: c.StartHolding, envelope: Envelope) -> Outcome:
    return [] if state.gates.holding else [e.EverythingHeld(True)]


@decides
def stop_holding(state: State, command: c.StopHolding, envelope: Envelope) -> Outcome:
    return [e.EverythingHeld(False)] if state.gates.holding else []


@evolves
def everything_held(state: State, event: e.EverythingHeld, recorded: Recorded) -> State:
    return change_door(state, recorded, holding=event.held)


@decides
def let_all_through(state: State, command: c.LetAllThrough, envelope: Envelope) -> Outcome:
    only_then = [q for q in state.questions.values() if q.visibility == "held" and q.why == ("holding",)]
    read = [q for q in only_then if not q.has_changed_since(command.seen)]
    if only_then and not read:
        return Rejection("stale")
    return [e.VisibilityChanged(q.id, "shown", "held") for q in read]


@decides
def sweep_held(state: State, command: c.SweepHeld, envelope: Envelope) -> Outcome:
    return _hide(state, [q.id for q in state.questions.values() if q.visibility == "held" and not q.next])


def _hide(state: State, ids: Sequence[str]) -> list[Event]:
    hidden = [q for q in (state.questions[id] for id in ids) if q.visibility != "hidden"]
    return [
        *split_from(state, [q.id for q in hidden]),
        *(e.VisibilityChanged(q.id, "hidden", q.visibility) for q in hidden),
    ]


@evolves
def visibility_changed(state: State, event: e.VisibilityChanged, recorded: Recorded) -> State:
    seq = recorded.seq
    state = change_question(state, event.question_id, seq, visibility=event.visibility, r_visible=seq)
    return without_hidden_focus(state, seq)
