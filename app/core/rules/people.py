"""Participants: joining, the lobby's lock, admitting newcomers, and imported figures."""

from msgspec.structs import replace

from app.core import commands as c, events as e
from app.core.commands import Envelope
from app.core.events import Recorded
from app.core.rejections import Rejection
from app.core.rules.changes import change_door, change_gates
from app.core.rules.registry import Outcome, decides, evolves
from app.core.state import Cell, Participant, State
from app.core.sums import with_sums

MOST_ADMITTED = 1_000_000


@decides
def join(state: State, command: c.Join, envelope: Envelope) -> Outcome:
    if envelope.actor.id in state.participants:
        return []
    return refusal_to_newcomers(state, command) or [e.ParticipantJoined(envelope.actor.id)]


def refusal_to_newcomers(state: State, command: c.Join) -> Rejection | None:
    """Why newcomers are refused at present; None when they are let in."""
    joined, gates = len(state.participants) - len(state.swept), state.gates
    if gates.lobby_locked:
        return Rejection("locked")
    if joined >= command.most:
        return Rejection("full")
    if gates.admitted is not None and joined >= max(command.without_nod, gates.admitted):
        return Rejection("waiting")
    return None


@evolves
def participant_joined(state: State, event: e.ParticipantJoined, recorded: Recorded) -> State:
    person = Participant(event.participant, recorded.at_ms, recorded.seq, r=recorded.seq)
    after = replace(state, participants=state.participants.set(person.id, person))
    return with_sums(after, replace(state.sums, joined=state.sums.joined + 1), recorded.seq)


@decides
def lock_lobby(state: State, command: c.LockLobby, envelope: Envelope) -> Outcome:
    return [] if state.gates.lobby_locked else [e.LobbyLocked(True)]


@decides
def unlock_lobby(state: State, command: c.UnlockLobby, envelope: Envelope) -> Outcome:
    return [e.LobbyLocked(False)] if state.gates.lobby_locked else []


@evolves
def lobby_locked(state: State, event: e.LobbyLocked, recorded: Recorded) -> State:
    return change_gates(state, recorded, lobby_locked=event.locked)


@decides
def admit_newcomers(state: State, command: c.AdmitNewcomers, envelope: Envelope) -> Outcome:
    if command.up_to is not None and not 0 <= command.up_to <= MOST_ADMITTED:
        return Rejection("invalid")
    return [] if state.gates.admitted == command.up_to else [e.NewcomersAdmitted(command.up_to)]


@evolves
def newcomers_admitted(state: State, event: e.NewcomersAdmitted, recorded: Recorded) -> State:
    return change_door(state, recorded, admitted=event.up_to)


@evolves
def figures_imported(state: State, event: e.FiguresImported, recorded: Recorded) -> State:
    yes, partly, no = event.supporters
    hidden_yes, hidden_partly, hidden_no = event.hidden_answers
    sums = replace(
        state.sums,
        hidden_answers=Cell(yes=hidden_yes, partly=hidden_partly, no=hidden_no),
        joined=event.joined,
        people=event.people,
        listened=event.listened,
        supporters=Cell(yes=yes, partly=partly, no=no),
    )
    stage = replace(state.stage, began_ms=event.began_ms, r=recorded.seq)
    return with_sums(replace(state, imported=True, stage=stage), sums, recorded.seq)
