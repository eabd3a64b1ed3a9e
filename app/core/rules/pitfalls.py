"""Pitfalls: adding, renaming, reordering and removing them during the session."""

from collections.abc import Iterable

from msgspec.structs import replace

from app.core import commands as c, events as e
from app.core.commands import Envelope
from app.core.events import Recorded
from app.core.rejections import Rejection
from app.core.rules.registry import Outcome, decides, evolves
from app.core.rules.texts import readable_title
from app.core.run_sheet import MAX_PITFALLS
from app.core.state import Pitfall, State


@decides
def add_pitfall(state: State, command: c.AddPitfall, envelope: Envelope) -> Outcome:
    title = readable_title(command.title)
    if isinstance(title, Rejection):
        return title
    if len(state.pitfalls) >= MAX_PITFALLS:
        return Rejection("too_many")
    id = f"x-{envelope.id[:12]}"
    return Rejection("conflict") if state.has_pitfall(id) else [e.PitfallAdded(id, title)]


@evolves
def pitfall_added(state: State, event: e.PitfallAdded, recorded: Recorded) -> State:
    added = Pitfall(event.pitfall, ad_hoc=True, title=event.title, r_title=recorded.seq)
    at = len(state.pitfalls) if event.at is None else event.at
    return _change_pitfalls(state, recorded, (*state.pitfalls[:at], added, *state.pitfalls[at:]))


@decides
def rename_pitfall(state: State, command: c.RenamePitfall, envelope: Envelope) -> Outcome:
    title = readable_title(command.title)
    if isinstance(title, Rejection):
        return title
    for pitfall in state.pitfalls:
        if pitfall.id == command.pitfall:
            if pitfall.title == title:
                return []
            if command.seen is not None and pitfall.r_title > command.seen:
                return Rejection("stale")
            return [e.PitfallRenamed(pitfall.id, title, pitfall.title)]
    return Rejection("unknown")


@evolves
def pitfall_renamed(state: State, event: e.PitfallRenamed, recorded: Recorded) -> State:
    def renamed(pitfall: Pitfall) -> Pitfall:
        return replace(pitfall, title=event.title, r_title=recorded.seq)

    pitfalls = (renamed(p) if p.id == event.pitfall else p for p in state.pitfalls)
    return _change_pitfalls(state, recorded, pitfalls)


@decides
def reorder_pitfalls(state: State, command: c.ReorderPitfalls, envelope: Envelope) -> Outcome:
    was = tuple(p.id for p in state.pitfalls)
    if len(command.pitfalls) != len(was) or set(command.pitfalls) != set(was):
        return Rejection("unknown")
    if command.pitfalls == was:
        return []
    if command.seen is not None and state.r_pitfalls > command.seen:
        return Rejection("stale")
    return [e.PitfallsReordered(command.pitfalls, was)]


@evolves
def pitfalls_reordered(state: State, event: e.PitfallsReordered, recorded: Recorded) -> State:
    by_id = {p.id: p for p in state.pitfalls}
    return _change_pitfalls(state, recorded, (by_id[id] for id in event.pitfalls))


@decides
def remove_pitfall(state: State, command: c.RemovePitfall, envelope: Envelope) -> Outcome:
    for at, pitfall in enumerate(state.pitfalls):
        if pitfall.id == command.pitfall:
            if not pitfall.ad_hoc or state.is_in_use(pitfall.id):
                return Rejection("conflict")
            return [e.PitfallRemoved(pitfall.id, pitfall.title or "", at)]
    return Rejection("unknown")


@evolves
def pitfall_removed(state: State, event: e.PitfallRemoved, recorded: Recorded) -> State:
    return _change_pitfalls(state, recorded, (p for p in state.pitfalls if p.id != event.pitfall))


def _change_pitfalls(state: State, recorded: Recorded, pitfalls: Iterable[Pitfall]) -> State:
    return replace(state, pitfalls=tuple(pitfalls), r_pitfalls=recorded.seq)
