"""Questions in the walk: which one is in focus, and when it counts as taken up."""

from app.core import commands as c, events as e
from app.core.commands import Envelope
from app.core.events import Recorded
from app.core.rejections import Rejection
from app.core.rules.changes import change_board, change_walk, focus_on, with_walk_begun
from app.core.rules.registry import Outcome, decides, evolves
from app.core.state import State
from app.core.steps import pitfall_of

WALK_LENGTHS = range(1, 101)
# A question in focus for this long has been talked about; a facilitator who only pages moves on sooner.
TAKEN_UP_AFTER_MS = 20_000


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
    """Bring the question into focus; if the walk has left it (`done`), it continues from there again."""
    done = state.walk.done
    if event.question_id in done:
        state = change_walk(state, recorded, done=done[: done.index(event.question_id)])
    state = focus_on(state, event.question_id, recorded.seq)
    question = state.questions.get(event.question_id or "")
    return state if question is None else with_walk_begun(state, question.pitfall)


@decides
def set_walk_length(state: State, command: c.SetWalkLength, envelope: Envelope) -> Outcome:
    if command.questions is not None and command.questions not in WALK_LENGTHS:
        return Rejection("invalid")
    return [] if command.questions == state.walk.length else [e.WalkLengthSet(command.questions)]


@evolves
def walk_length_set(state: State, event: e.WalkLengthSet, recorded: Recorded) -> State:
    return change_walk(state, recorded, length=event.questions)


@decides
def set_walk_order(state: State, command: c.SetWalkOrder, envelope: Envelope) -> Outcome:
    return [] if command.order == state.board.walk_order else [e.WalkOrderSet(command.order)]


@evolves
def walk_order_set(state: State, event: e.WalkOrderSet, recorded: Recorded) -> State:
    return change_board(state, recorded, walk_order=event.order)


def next_in_focus(state: State, pitfall: str, announced: str | None) -> Outcome:
    """Bring the next queued question into focus; that does not mark the one before as taken up."""
    focus, walk = state.board.spotlight, state.walk
    done = with_focus(walk.done, focus)
    left = [
        id for id in state.queue(pitfall) if id not in done and "taken_up" not in state.questions[id].flags
    ]
    if walk.length is not None and len(done) >= walk.length:
        left = []
    if announced is not None and announced not in left:
        return Rejection("stale")
    if focus is None and not left:
        return Rejection("wrong_step")
    coming = announced or (left[0] if left else None)
    return [e.BeatReached(state.stage.beat + 1), e.SpotlightSet(coming)]


def with_focus(done: tuple[str, ...], focus: str | None) -> tuple[str, ...]:
    """`done` with the question in focus added, if there is one."""
    return done if focus is None or focus in done else (*done, focus)


def counts_at_ms(before: State, after: State, recorded: Recorded) -> int | None:
    """When the question in focus is marked as taken up automatically.

    None when there is none, outside walks, and once the question has been marked or unmarked by hand.
    """
    focus = after.board.spotlight
    if focus is None or pitfall_of(after.stage.step) is None:
        return None
    if focus != before.board.spotlight:
        return None if "taken_up" in after.questions[focus].flags else recorded.at_ms + TAKEN_UP_AFTER_MS
    said = isinstance(recorded.event, e.TakenUpMarked) and recorded.event.question_id == focus
    return None if said or isinstance(recorded.event, e.SessionEnded) else before.walk.counts_at_ms
