"""The arc: entering a step, and its beats."""

from typing import assert_never

from msgspec.structs import replace

from app.core import commands as c, events as e
from app.core.commands import Envelope
from app.core.events import Event, Recorded
from app.core.rejections import Rejection
from app.core.rules.changes import change_flag, change_timer, change_walk, with_walk_begun
from app.core.rules.registry import Outcome, decides, evolves
from app.core.rules.walk import next_in_focus, with_focus
from app.core.state import Stage, State
from app.core.steps import ALONE, Opens, pitfall_of, rules_of

WALK_BEATS = 4


@decides
def enter_step(state: State, command: c.EnterStep, envelope: Envelope) -> Outcome:
    if command.to not in state.steps:
        return Rejection("unknown")
    if command.to == state.stage.step:
        return []
    if command.was != state.stage.step:
        return Rejection("stale")
    happened: list[Event] = [e.StepEntered(command.to), *_opened(state, rules_of(command.to).opens)]
    if state.board.spotlight is not None:
        happened.append(e.SpotlightSet(None))
    return happened


def _opened(state: State, opens: Opens | None) -> list[Event]:
    """The event that opens what the step opens on entry, unless it is open already."""
    match opens:
        case "submissions":
            return [] if state.gates.submissions else [e.SubmissionsOpened()]
        case "poll":
            return [] if state.gates.poll else [e.PollOpened()]
        case "dots":
            return [] if state.board.dots_shown else [e.DotsShown(True)]
        case None:
            return []
        case _:
            assert_never(opens)


@evolves
def step_entered(state: State, event: e.StepEntered, recorded: Recorded) -> State:
    began_ms = recorded.at_ms if state.stage.began_ms is None else state.stage.began_ms
    if ALONE in (state.stage.step, event.step):
        state = _with_clock_stopped(state, recorded)
    was, seq = state.stage, recorded.seq
    stage = Stage(event.step, 0, recorded.at_ms, seq, began_ms, was.walked, was.entered, was.r_entered)
    if event.step not in stage.entered:
        stage = replace(stage, entered=stage.entered | {event.step}, r_entered=seq)
    gates = state.gates
    if rules_of(event.step).ends_editing and gates.editing:
        gates = replace(gates, editing=False, r=recorded.seq, r_editing=recorded.seq)
    return change_walk(replace(state, stage=stage, gates=gates), recorded, done=())


def _with_clock_stopped(state: State, recorded: Recorded) -> State:
    """With the countdown paused, because the step entered has another; a swap is over then."""
    timer = state.timer
    if timer.ends_at_ms is None:
        return state
    turn, left_ms = timer.turn, max(0, timer.ends_at_ms - recorded.at_ms)
    if timer.phase == "swap":
        turn, left_ms = turn + 1, timer.turn_ms
    return change_timer(state, recorded, phase="paused", turn=turn, ends_at_ms=None, left_ms=left_ms)


def beats(state: State) -> int:
    """How many fixed beats the step has; those of a walk are title, causes, answer and questions.

    After the last fixed beat of a walk each further one brings the next queued question into focus.
    """
    rules = rules_of(state.stage.step)
    match rules.beats:
        case "one":
            return 1
        case "title and pitfalls":
            return 1 + len(state.pitfalls)
        case "walk":
            return WALK_BEATS
        case _:
            assert_never(rules.beats)


def skipped(state: State) -> list[str]:
    """The pitfalls that the room has gone past without taking them up, in the order of the arc.

    Their walks are before the current step, and were not entered or left at the title: the answer was not
    given, and no question taken up.
    Of an imported session, those that its export says.
    """
    if state.imported:
        return list(state.skipped_imported)
    stage = state.stage
    gone_past = state.steps[: state.steps.index(stage.step)] if stage.step in state.steps else ()
    pitfalls = [(step, pitfall_of(step)) for step in gone_past]
    return [pitfall for step, pitfall in pitfalls if pitfall is not None and step not in stage.walked]


@evolves
def skipped_imported(state: State, event: e.SkippedImported, recorded: Recorded) -> State:
    stage = replace(state.stage, r=recorded.seq)
    return replace(state, skipped_imported=event.pitfalls, stage=stage)


@decides
def next_beat(state: State, command: c.NextBeat, envelope: Envelope) -> Outcome:
    beat = state.stage.beat
    if command.was != beat:
        return Rejection("stale")
    if beat + 1 < beats(state):
        return [e.BeatReached(beat + 1)]
    pitfall = pitfall_of(state.stage.step)
    if pitfall is None:
        return Rejection("wrong_step")
    return next_in_focus(state, pitfall, command.question_id)


@decides
def previous_beat(state: State, command: c.PreviousBeat, envelope: Envelope) -> Outcome:
    beat = state.stage.beat
    if command.was != beat:
        return Rejection("stale")
    if beat == 0:
        return []
    # The questions of a walk are beats beyond its last fixed one, and leave it together.
    happened: list[Event] = [e.BeatReached(min(beat, beats(state) - 1) - 1)]
    if state.board.spotlight is not None:
        happened.append(e.SpotlightSet(None))
    return happened


@evolves
def beat_reached(state: State, event: e.BeatReached, recorded: Recorded) -> State:
    seq = recorded.seq
    if event.taken_up is not None:
        state = change_flag(state, event.taken_up, seq, "taken_up", True)
    if (done := with_focus(state.walk.done, state.board.spotlight)) != state.walk.done:
        state = change_walk(state, recorded, done=done)
    state = replace(state, stage=replace(state.stage, beat=event.beat, r=seq))
    return with_walk_begun(state, pitfall_of(state.stage.step)) if event.beat > 0 else state
