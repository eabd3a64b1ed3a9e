"""Momentum: the participants' dots, and whether the board shows them."""

from msgspec.structs import replace

from app.core import commands as c, events as e
from app.core.commands import Envelope
from app.core.events import Recorded
from app.core.rejections import Rejection
from app.core.rules.changes import change_board, change_participant
from app.core.rules.registry import Outcome, decides, evolves
from app.core.state import Dot, State

MAX_WEIGHT = 1e9


@decides
def place_dot(state: State, command: c.PlaceDot, envelope: Envelope) -> Outcome:
    person = state.participants.get(envelope.actor.id)
    if person is None or state.run_sheet.momentum is None:
        return Rejection("unknown")
    total = sum(command.weights)
    if min(command.weights) < 0 or not 0 < total < MAX_WEIGHT:
        return Rejection("invalid")
    a, b = (round(weight * 1000 / total) for weight in command.weights[:2])
    weights = (a, min(b, 1000 - a), 1000 - a - min(b, 1000 - a))
    if person.dot and state.dots[person.dot].weights == weights:
        return []
    return [e.DotPlaced(person.id, weights)]


@evolves
def dot_placed(state: State, event: e.DotPlaced, recorded: Recorded) -> State:
    person = state.participants[event.participant]
    placed = state.dots_placed + (0 if person.dot else 1)
    id = person.dot or f"d{placed}"
    old = state.dots[id].weights if person.dot else (0, 0, 0)
    x, y, z = (
        total + new - was for total, new, was in zip(state.sums.weights, event.weights, old, strict=True)
    )
    sums = replace(state.sums, dots=state.sums.dots + (0 if person.dot else 1), weights=(x, y, z))
    state = change_participant(replace(state, sums=sums), person.id, recorded.seq, dot=id)
    dots = state.dots.set(id, Dot(event.weights, recorded.seq))
    return replace(state, dots=dots, dots_placed=placed, r_momentum=recorded.seq)


@evolves
def dots_imported(state: State, event: e.DotsImported, recorded: Recorded) -> State:
    dots = {
        f"d{n}": Dot(weights, recorded.seq) for n, weights in enumerate(event.weights, len(state.dots) + 1)
    }
    x, y, z = map(sum, zip(state.sums.weights, *event.weights, strict=True))
    sums = replace(state.sums, dots=state.sums.dots + len(dots), weights=(x, y, z))
    return replace(state, sums=sums, dots=state.dots.update(dots), r_momentum=recorded.seq)


@decides
def show_dots(state: State, command: c.ShowDots, envelope: Envelope) -> Outcome:
    return [] if state.board.dots_shown else [e.DotsShown(True)]


@decides
def hide_dots(state: State, command: c.HideDots, envelope: Envelope) -> Outcome:
    return [e.DotsShown(False)] if state.board.dots_shown else []


@evolves
def dots_shown(state: State, event: e.DotsShown, recorded: Recorded) -> State:
    return change_board(state, recorded, dots_shown=event.shown)
