"""The countdowns of alone and buzz, and the next deadline, at which the clock must send `TimeIsUp`."""

from app.core import commands as c, events as e
from app.core.commands import Envelope
from app.core.events import Event, Recorded
from app.core.rejections import Rejection
from app.core.rules.changes import change_timer
from app.core.rules.registry import Outcome, decides, evolves
from app.core.rules.session import neglected_from_ms
from app.core.state import SWAP_MS, State
from app.core.steps import ALONE, family

TURN_SECONDS = range(10, 1_801)


@decides
def start_timer(state: State, command: c.StartTimer, envelope: Envelope) -> Outcome:
    timer = state.timer
    if timer.phase in ("running", "swap"):
        return []
    if timer.phase == "over":
        return [e.TimerRestarted(), e.TurnBegan(1, envelope.at_ms + timer.turn_ms)]
    return [e.TurnBegan(timer.turn, envelope.at_ms + timer.left_ms)]


@decides
def pause_timer(state: State, command: c.PauseTimer, envelope: Envelope) -> Outcome:
    timer = state.timer
    if timer.phase != "running" or timer.ends_at_ms is None:
        return []
    return [e.TimerPaused(max(0, timer.ends_at_ms - envelope.at_ms))]


@evolves
def timer_paused(state: State, event: e.TimerPaused, recorded: Recorded) -> State:
    return change_timer(state, recorded, phase="paused", ends_at_ms=None, left_ms=event.left_ms)


@decides
def move_timer(state: State, command: c.MoveTimer, envelope: Envelope) -> Outcome:
    if abs(command.by_ms) > TURN_SECONDS[-1] * 1000:
        return Rejection("invalid")
    timer = state.timer
    if timer.phase not in ("idle", "running", "paused"):
        return Rejection("wrong_step")
    left_ms = timer.left_ms if timer.ends_at_ms is None else timer.ends_at_ms - envelope.at_ms
    by_ms = max(command.by_ms, -max(0, left_ms))  # a turn may end now, never before
    return [e.TimerMoved(by_ms)] if by_ms else []


@evolves
def timer_moved(state: State, event: e.TimerMoved, recorded: Recorded) -> State:
    timer = state.timer
    if timer.ends_at_ms is not None:
        return change_timer(state, recorded, ends_at_ms=timer.ends_at_ms + event.by_ms)
    return change_timer(state, recorded, left_ms=max(0, timer.left_ms + event.by_ms))


@decides
def restart_timer(state: State, command: c.RestartTimer, envelope: Envelope) -> Outcome:
    return [] if state.timer.phase == "idle" else [e.TimerRestarted()]


@evolves
def timer_restarted(state: State, event: e.TimerRestarted, recorded: Recorded) -> State:
    return change_timer(state, recorded, phase="idle", turn=1, ends_at_ms=None, left_ms=state.timer.turn_ms)


@decides
def set_turn_length(state: State, command: c.SetTurnLength, envelope: Envelope) -> Outcome:
    if command.seconds not in TURN_SECONDS:
        return Rejection("invalid")
    turn_ms = command.seconds * 1000
    return [] if turn_ms == state.timer.turn_ms else [e.TurnLengthSet(turn_ms)]


@evolves
def turn_length_set(state: State, event: e.TurnLengthSet, recorded: Recorded) -> State:
    left = event.turn_ms if state.timer.phase == "idle" else state.timer.left_ms
    return change_timer(state, recorded, turn_ms=event.turn_ms, left_ms=left)


@decides
def swap_turn(state: State, command: c.SwapTurn, envelope: Envelope) -> Outcome:
    timer = state.timer
    if timer.phase == "over":
        return []
    return _after_turn(state, envelope.at_ms)


def _after_turn(state: State, begins_ms: int) -> list[Event]:
    timer = state.timer
    if timer.turn < timer.turns:
        return [e.TurnBegan(timer.turn + 1, begins_ms + timer.turn_ms)]
    happened: list[Event] = [e.BuzzEnded()]
    # After the minute alone comes the buzz: questions are written when that is over.
    if family(state.stage.step) != ALONE and not state.gates.submissions:
        happened.append(e.SubmissionsOpened())
    return happened


@evolves
def turn_began(state: State, event: e.TurnBegan, recorded: Recorded) -> State:
    return change_timer(
        state, recorded, phase="running", turn=event.turn, ends_at_ms=event.ends_at_ms, left_ms=0
    )


@evolves
def turn_ended(state: State, event: e.TurnEnded, recorded: Recorded) -> State:
    return change_timer(state, recorded, phase="swap", ends_at_ms=event.ends_at_ms, left_ms=0)


@evolves
def buzz_ended(state: State, event: e.BuzzEnded, recorded: Recorded) -> State:
    return change_timer(state, recorded, phase="over", ends_at_ms=None, left_ms=0)


@decides
def time_is_up(state: State, command: c.TimeIsUp, envelope: Envelope) -> Outcome:
    if envelope.at_ms < next_deadline(state):
        return []
    counts_at_ms = state.walk.counts_at_ms
    if state.board.spotlight is not None and counts_at_ms is not None and counts_at_ms <= envelope.at_ms:
        return [e.TakenUpMarked(state.board.spotlight, taken_up=True, was=False)]
    timer = state.timer
    if timer.ends_at_ms is None or timer.ends_at_ms > envelope.at_ms:
        return [e.SessionEnded()]
    if timer.phase == "running" and timer.turn < timer.turns:
        return [e.TurnEnded(timer.ends_at_ms + SWAP_MS)]
    return _after_turn(state, timer.ends_at_ms)


def next_deadline(state: State) -> int:
    """When the clock must next send `TimeIsUp`, in server milliseconds."""
    neglected = neglected_from_ms(state, state.begun, state.at_ms)
    moments = (neglected, state.timer.ends_at_ms, state.walk.counts_at_ms)
    return min(moment for moment in moments if moment is not None)
