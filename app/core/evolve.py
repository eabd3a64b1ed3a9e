"""How events change the state: `evolve(state, recorded) -> state`; nothing else changes it.

What all events share is here; the consequence of each event is in `rules`, by subject.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from sys import intern
from typing import Any

from immutables import Map
from msgspec.structs import replace

from app.core import events as e, undo
from app.core.events import Event, Recorded
from app.core.rules import walk
from app.core.rules.changes import change_walk
from app.core.rules.registry import CONSEQUENCES
from app.core.rules.session import opened_state
from app.core.state import Participant, Question, SeenCommand, State


def begin(session_id: str, recorded: Recorded) -> State:
    """The state after a session's first event, which must be `SessionOpened`."""
    opened = recorded.event
    if not isinstance(opened, e.SessionOpened):
        raise ValueError(f"session {session_id} does not begin with session_opened")
    return opened_state(session_id, opened, recorded)


def evolve(state: State, recorded: Recorded) -> State:
    """The next state; raises ValueError when `recorded` does not follow on `state`."""
    if recorded.seq != state.seq + 1:
        raise ValueError(f"event {recorded.seq} does not follow on {state.seq}")
    after = CONSEQUENCES[type(recorded.event)](state, recorded.event, recorded)
    counts_at_ms = walk.counts_at_ms(state, after, recorded)
    if counts_at_ms != after.walk.counts_at_ms:
        after = change_walk(after, recorded, counts_at_ms=counts_at_ms)
    return replace(
        after,
        seq=recorded.seq,
        at_ms=max(recorded.at_ms, state.at_ms),
        participants=_counted(after, recorded.actor),
        seen_commands=_remember(after, recorded),
        history=undo.note(after.history, recorded, after.stage.step),
    )


def replay(session_id: str, log: Iterable[Recorded]) -> State:
    """The state after a whole log; raises ValueError when it is empty or has a gap."""
    entries = iter(log)
    first = next(entries, None)
    if first is None:
        raise ValueError(f"session {session_id} has no events")
    state = begin(session_id, first)
    for recorded in entries:
        state = evolve(state, recorded)
    return state


def _counted(state: State, actor: str) -> Map[str, Participant]:
    """The participants, with one more event counted for the participant who caused it, if one did."""
    role, _, id = actor.partition(":")
    person = state.participants.get(id) if role == "participant" else None
    if person is None:
        return state.participants
    return state.participants.set(id, replace(person, events=person.events + 1))


def _remember(state: State, recorded: Recorded) -> Any:
    if not recorded.command_id:
        return state.seen_commands
    fingerprint = recorded.fingerprint
    before = state.seen_commands.get(recorded.command_id)
    # A reply to several questions is several events: once the words of one are erased, it has none any more.
    if recorded.n_in_command and before is not None and before.fingerprint is None:
        fingerprint = None
    # All commands of an actor share one interned string; it would be a fifth of the memory of each.
    seen = SeenCommand(intern(recorded.actor), fingerprint, recorded.seq)
    return state.seen_commands.set(recorded.command_id, seen)


# ---- what an event affects


def affected_questions(before: State, after: State, event: Event) -> set[str]:
    """The ids of all questions whose rows in any view may differ after this event.

    A question comes with its target and all that are merged into it: their askers' rows show the target's
    pitfall, flags and focus, and how many are merged.
    """
    named: set[str | None] = {getattr(event, field) for field in event.affects_questions}
    for field in event.affects_questions_of:
        named.update(after.participants[getattr(event, field)].own)
    if isinstance(event, e.SessionEmptied):
        named.update(before.questions)
    if before.board.spotlight != after.board.spotlight:
        named |= {before.board.spotlight, after.board.spotlight}
    for person in _swept_or_restored(before, after):
        named |= {*person.own, *person.supports, *person.shared}
    ids: set[str] = set()
    for questions in (before.questions, after.questions):
        for id in named:
            question = None if id is None else questions.get(id)
            if question is None:
                continue
            ids.add(question.id)
            if question.into is not None:
                question = questions[question.into]
                ids.add(question.id)
            ids.update(question.merged)
    return ids


def _swept_or_restored(before: State, after: State) -> Iterator[Participant]:
    """The participants who are in the room in only one of the two states, as they are in that state.

    Without those whom emptying the session has removed for good.
    """
    if before.swept is after.swept:
        return
    for this, other in ((before, after), (after, before)):
        gone = (id for id in other.swept if id not in this.swept)
        yield from (this.participants[id] for id in gone if id in this.participants)


def _is_seen_by_supporters(before: Question | None, after: Question | None) -> bool:
    """Whether supporters of a question may see what has changed about it, in their own lanes.

    They see neither each other nor what its askers answer or propose. A question may have thousands of
    supporters, of whom each may take support back and give it again: comparing the lanes of all for it would
    hold the room up.
    """
    if before is None or after is None:
        return True
    was, now = ((one.r_supported, one.visibility, one.into) for one in (before, after))
    return was != now


def affected_participants(before: State, after: State, event: Event, ids: Iterable[str]) -> set[str]:
    """The ids of all participants whose own lane may differ after this event, given the affected questions.

    They are the participants the event names, those swept out or restored and their neighbours, the askers of
    the questions `ids` and their supporters, unless these see none of it, all askers when it changes whether
    questions may be edited, and all participants when it empties the session.
    """
    people: set[str | None] = {getattr(event, field) for field in event.affects_participants}
    for person in _swept_or_restored(before, after):
        people |= {person.id, person.neighbour}
    if isinstance(event, e.SessionEmptied):
        people.update(before.participants)
    if before.gates.editing != after.gates.editing:
        people.update(id for id, person in after.participants.items() if person.own or person.shared)
    pairs = [(before.questions.get(id), after.questions.get(id)) for id in ids]
    # A row shows the question that it was merged into, too, which is affected as well.
    seen_by_supporters = any(_is_seen_by_supporters(was, now) for was, now in pairs)
    for question in chain.from_iterable(pairs):
        if question is not None:
            people |= {question.participant, question.neighbour}
            if seen_by_supporters:
                people.update(question.supporters)
    return {person for person in people if person is not None}
