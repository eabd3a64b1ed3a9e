"""The commands undo and redo; their stacks and the inverse events are in `core/undo`."""

from msgspec.structs import replace

from app.core import commands as c, events as e, undo as stacks
from app.core.commands import Envelope
from app.core.events import Event, Recorded
from app.core.rejections import Rejection
from app.core.rules.merging import split_from
from app.core.rules.registry import Outcome, decides, evolves
from app.core.rules.sweeping import split_from_swept
from app.core.state import State


@decides
def undo(state: State, command: c.Undo, envelope: Envelope) -> Outcome:
    found = state.history.find(envelope.actor.id, command.command_id)
    if found is None:
        return Rejection("unknown")
    device, entry = found
    if envelope.actor.role == "grouping" and device != envelope.actor.id:
        return Rejection("forbidden")
    undoing = stacks.inverses(state, entry)
    if undoing is None:
        return Rejection("changed_since")
    return [e.CommandUndone(device, entry.key), *_with_splits(state, undoing)]


def _with_splits(state: State, events: list[Event]) -> list[Event]:
    """The events, after splits of what has been merged since with questions that they take off the board."""
    split: list[Event] = []
    for event in events:
        match event:
            case e.VisibilityChanged(id, visibility) if visibility != "shown":
                # One that is not shown itself leaves no board, so it stays where it was merged.
                under = split_from(state, (id,))
                split += [one for one in under if _is_shown(state, one)]
            case e.ParticipantsSwept(after, until):
                split += split_from_swept(state, state.joined_between(after, until))
            case _:
                pass  # What the others undo takes no question off the board.
    merged = {event.question_id for event in events if isinstance(event, e.QuestionMerged)}
    hidden = {event.question_id for event in events if isinstance(event, e.VisibilityChanged)}
    return [*(event for event in split if getattr(event, "question_id", "") not in merged | hidden), *events]


def _is_shown(state: State, event: Event) -> bool:
    question = state.questions.get(getattr(event, "question_id", ""))
    return question is not None and question.visibility == "shown"


@evolves
def command_undone(state: State, event: e.CommandUndone, recorded: Recorded) -> State:
    return replace(state, history=stacks.undone(state.history, event, recorded))


@decides
def redo(state: State, command: c.Redo, envelope: Envelope) -> Outcome:
    device = envelope.actor.id
    undone = state.history.redo.get(device, ())
    if not undone:
        return Rejection("unknown")
    redoing = stacks.inverses(state, undone[-1])
    if redoing is None:
        return Rejection("changed_since")
    return [e.CommandRedone(device, undone[-1].key), *_with_splits(state, redoing)]


@evolves
def command_redone(state: State, event: e.CommandRedone, recorded: Recorded) -> State:
    return replace(state, history=stacks.redone(state.history, event, recorded))
