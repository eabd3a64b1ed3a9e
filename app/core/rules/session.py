"""The session itself: title, plan (day, place, expected number), emptying, end, neglect and reopening."""

from calendar import timegm

from immutables import Map
from msgspec.structs import replace

from app.core import commands as c, events as e
from app.core.commands import CLOCK_ACTOR, Envelope
from app.core.events import Event, Recorded
from app.core.rejections import Rejection
from app.core.rules.changes import change_gates, change_timer
from app.core.rules.registry import Outcome, decides, evolves
from app.core.rules.texts import readable_line, readable_title
from app.core.state import (
    IDLE_DAYS_BEFORE_END,
    UNUSED_DAYS_BEFORE_END,
    Board,
    End,
    Gates,
    Pitfall,
    Stage,
    State,
    Timer,
)
from app.core.steps import DONE

MAX_SESSION_TITLE_GRAPHEMES = 200
MAX_PLACE_GRAPHEMES = 120
DAY_MS = 86_400_000


def opened_state(session_id: str, opened: e.SessionOpened, recorded: Recorded) -> State:
    """The state of a session that was opened so, as of an event, with nothing done in it yet."""
    sheet, seq, at_ms = opened.run_sheet, recorded.seq, recorded.at_ms
    buzz, alone = sheet.buzz, sheet.alone
    return State(
        session_id=session_id,
        code=opened.code,
        given_title=opened.title,
        language=opened.language,
        rehearsal=opened.rehearsal,
        run_sheet=sheet,
        seq=seq,
        at_ms=at_ms,
        opened_at_ms=at_ms,
        stage=Stage(at_ms=at_ms, r=seq),
        buzz_timer=_timer(buzz.turn_seconds, buzz.turns, recorded),
        alone_timer=_timer(alone.seconds, 1, recorded) if alone else None,
        gates=Gates(r=seq, r_door=seq),
        board=Board(language=opened.language, r=seq),
        pitfalls=tuple(Pitfall(p.id) for p in sheet.pitfalls),
        date=opened.date,
        place=opened.place,
        expected=opened.expected,
        given_subtitle=opened.subtitle,
        given_occasion=opened.occasion,
    )


def _timer(turn_seconds: int, turns: int, recorded: Recorded) -> Timer:
    turn_ms = turn_seconds * 1000
    return Timer(turn_ms=turn_ms, turns=turns, left_ms=turn_ms, r=recorded.seq)


def settings_of(state: State) -> list[Event]:
    """The events by which another session of the run sheet is set as this one: its turns and walks."""
    settings: list[Event] = []
    if state.buzz_timer.turn_ms != state.run_sheet.buzz.turn_seconds * 1000:
        settings.append(e.TurnLengthSet(state.buzz_timer.turn_ms))
    if state.walk.length is not None:
        settings.append(e.WalkLengthSet(state.walk.length))
    if state.board.walk_order != Board(state.language).walk_order:
        settings.append(e.WalkOrderSet(state.board.walk_order))
    return settings


@evolves
def session_opened(state: State, event: e.SessionOpened, recorded: Recorded) -> State:
    raise ValueError("a session is opened once")


@decides
def retitle(state: State, command: c.Retitle, envelope: Envelope) -> Outcome:
    words: list[str | None] = []
    for given, cleaned in (
        (command.title, readable_title),
        (command.subtitle, readable_line),
        (command.occasion, readable_line),
    ):
        word = None if given is None else cleaned(given, MAX_SESSION_TITLE_GRAPHEMES)
        if isinstance(word, Rejection):
            return word
        words.append(word)
    title, subtitle, occasion = words
    if (title, subtitle, occasion) == (state.given_title, state.given_subtitle, state.given_occasion):
        return []
    return [e.SessionRetitled(title, subtitle, occasion)]


@evolves
def session_retitled(state: State, event: e.SessionRetitled, recorded: Recorded) -> State:
    return replace(
        state,
        given_title=event.title,
        given_subtitle=event.subtitle,
        given_occasion=event.occasion,
        r_session=recorded.seq,
    )


@decides
def plan(state: State, command: c.Plan, envelope: Envelope) -> Outcome:
    place = readable_line(command.place or "", MAX_PLACE_GRAPHEMES)
    if isinstance(place, Rejection):
        return place
    planned = e.SessionPlanned(command.date, place or None, command.expected)
    known = e.SessionPlanned(state.date, state.place, state.expected)
    return [] if planned == known else [planned]


@evolves
def session_planned(state: State, event: e.SessionPlanned, recorded: Recorded) -> State:
    return replace(state, date=event.date, place=event.place, expected=event.expected, r_session=recorded.seq)


@decides
def empty_session(state: State, command: c.EmptySession, envelope: Envelope) -> Outcome:
    if state.imported:
        return Rejection("ended")
    if (command.participants, command.questions) != (state.sums.joined, state.received):
        return Rejection("stale")
    return [e.SessionEmptied()]


@evolves
def session_emptied(state: State, event: e.SessionEmptied, recorded: Recorded) -> State:
    """As it was opened, with the title, plan, keys, devices and report links it has now.

    The events these come from are all that its log keeps, so that a replay of them leads to the same state.
    """
    opened = e.SessionOpened(
        state.code,
        state.given_title,
        state.language,
        state.rehearsal,
        state.run_sheet,
        state.date,
        state.place,
        state.expected,
        state.given_subtitle,
        state.given_occasion,
    )
    empty, seq = opened_state(state.session_id, opened, recorded), recorded.seq
    return replace(
        empty,
        opened_at_ms=state.opened_at_ms,
        devices=Map({id: replace(device, r=seq) for id, device in state.devices.items()}),
        key_generations=state.key_generations,
        report_links=state.report_links,
        emptied=seq,
        gates=replace(empty.gates, r_editing=seq),
        board=replace(empty.board, r_language=seq),
        walk=replace(empty.walk, r=seq),
        **{name: seq for name in State.__struct_fields__ if name.startswith("r_")},
    )


@decides
def end_session(state: State, command: c.EndSession, envelope: Envelope) -> Outcome:
    return [e.SessionEnded()]


@evolves
def session_ended(state: State, event: e.SessionEnded, recorded: Recorded) -> State:
    end = End(
        at_ms=recorded.at_ms,
        by_neglect=recorded.actor == str(CLOCK_ACTOR),
        stage=state.stage,
        submissions=state.gates.submissions,
        poll=state.gates.poll,
    )
    stage = replace(state.stage, step=DONE, beat=0, at_ms=recorded.at_ms, r=recorded.seq)
    state = change_gates(state, recorded, submissions=False, poll=False)
    return replace(state, end=end, has_ended_before=True, stage=stage, r_session=recorded.seq)


@decides
def reopen_session(state: State, command: c.ReopenSession, envelope: Envelope) -> Outcome:
    if state.imported:
        return Rejection("ended")
    return [e.SessionReopened()] if state.ended else []


@evolves
def session_reopened(state: State, event: e.SessionReopened, recorded: Recorded) -> State:
    """Restore the stage and the gates from before the end; a countdown that was running is paused."""
    end = state.end
    if end is None:
        raise ValueError("only a session that has ended can be reopened")
    state = change_gates(state, recorded, submissions=end.submissions, poll=end.poll)
    state = replace(state, end=None, stage=replace(end.stage, r=recorded.seq), r_session=recorded.seq)
    if state.timer.ends_at_ms is None:
        return state
    left_ms = max(0, state.timer.ends_at_ms - end.at_ms)
    return change_timer(state, recorded, phase="paused", ends_at_ms=None, left_ms=left_ms)


def neglected_from_ms(about: State, begun: bool, last_at_ms: int) -> int:
    """When a session ends by neglect, if nothing has happened since `last_at_ms` (both server milliseconds).

    That is never before its day is over. One that has not begun is kept for longer: its codes may be printed.
    """
    idle_days = IDLE_DAYS_BEFORE_END if begun or about.rehearsal else UNUSED_DAYS_BEFORE_END
    return max(last_at_ms, _day_is_over_ms(about.date)) + idle_days * DAY_MS


def _day_is_over_ms(day: str | None) -> int:
    """When this ISO date is over in UTC, in milliseconds; 0 without a date."""
    if day is None:
        return 0
    year, month, number = map(int, day.split("-"))
    return timegm((year, month, number, 0, 0, 0)) * 1_000 + DAY_MS
