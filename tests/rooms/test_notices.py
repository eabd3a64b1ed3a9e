"""Notices: waiting phones, a rush, a flood from few, many refusals, and which of them comes first."""

import pytest
from msgspec.structs import replace

from app.core import events as e
from app.core.commands import Actor
from app.core.events import Event, Recorded
from app.core.state import State
from app.rooms import notices
from app.rooms.newcomers import LATECOMERS_MS
from app.rooms.notices import (
    CROWD,
    FLOOD,
    FLOOD_EACH,
    MANY_REFUSED,
    WAITS_S,
    ActivityMonitor,
)
from app.rooms.recent import MOST_COUNTED, Recent
from tests.core.sheet import ANNA, BO, Story, joined

NOW_S = 1_000.0
STATE = Story().given(*joined(ANNA, BO)).state
COLLECTING = replace(STATE, stage=replace(STATE.stage, step="collect"))
HOLDING = replace(COLLECTING, gates=replace(COLLECTING.gates, holding=True))


def happens(monitor: ActivityMonitor, event: Event, seq: int = 1, by: str = "", now_s: float = NOW_S) -> bool:
    actor = Actor("participant", by) if by else Actor("facilitator", "desk")
    return monitor.happened(Recorded(seq, 0, seq * 1_000, str(actor), "", None, event), now_s)


def texts(monitor: ActivityMonitor, people: int, each: int) -> None:
    for n in range(people * each):
        asker = f"person {n % people}"
        event = e.QuestionAsked(f"q{n}", asker, "shown", (), False, None, "Køb")
        happens(monitor, event, seq=n + 1, by=asker)


def kind(monitor: ActivityMonitor, state: State = COLLECTING, now_s: float = NOW_S) -> str | None:
    notice = monitor.look(state, now_s).notice
    return notice and notice["kind"]


def test_each_key_counts_once_and_no_more_than_a_bounded_number() -> None:
    recent = Recent[int](within_s=30)
    for n in range(MOST_COUNTED + 500):
        for at_s in (0.0, 10.0):
            recent.add(n, at_s)
    assert recent.count(39.9) == MOST_COUNTED
    assert recent.fewer_at_s == 40.0
    assert recent.count(40.0) == 0


@pytest.mark.parametrize(("waiting", "expected"), [(1, "waiting"), (CROWD - 1, "waiting"), (CROWD, "crowd")])
def test_h11_phones_that_wait_are_told_of_and_a_crowd_as_such(waiting: int, expected: str) -> None:
    monitor = ActivityMonitor(rush=60)
    for _ in range(3):
        for n in range(waiting):
            monitor.waits(str(n), NOW_S)
    activity = monitor.look(STATE, NOW_S)
    assert activity.waiting == waiting
    assert activity.notice == {"kind": expected, "n": waiting, "phones": None, "since_ms": None}
    assert kind(monitor, STATE, NOW_S + WAITS_S) is None


@pytest.mark.parametrize("event", [e.LobbyLocked(True), e.NewcomersAdmitted(50)])
def test_the_count_of_waiting_phones_restarts_when_the_door_is_changed(event: Event) -> None:
    monitor = ActivityMonitor(rush=60)
    monitor.waits("a", NOW_S)
    assert happens(monitor, event)
    assert monitor.look(STATE, NOW_S).waiting == 0


def test_a_flood_is_noticed_when_few_send_many_and_not_when_many_send_few() -> None:
    hall, flooded = ActivityMonitor(rush=60), ActivityMonitor(rush=60)
    texts(hall, people=100, each=FLOOD_EACH - 1)
    assert kind(hall) is None
    texts(flooded, people=FLOOD // FLOOD_EACH, each=FLOOD_EACH)
    notice = flooded.look(COLLECTING, NOW_S).notice
    assert notice == {"kind": "flood", "n": FLOOD, "phones": FLOOD // FLOOD_EACH, "since_ms": None}
    assert kind(flooded, HOLDING) is None
    assert kind(flooded, now_s=NOW_S + 60) is None


def test_questions_that_the_facilitator_enters_for_the_room_are_no_flood() -> None:
    monitor = ActivityMonitor(rush=60)
    for n in range(2 * FLOOD):
        happens(monitor, e.QuestionAsked(f"q{n}", None, "shown", (), False, None, "Fra en seddel"), seq=n + 1)
    assert kind(monitor) is None


def test_many_refusals_are_noticed_until_everything_is_held() -> None:
    monitor = ActivityMonitor(rush=60)
    assert [monitor.refused(NOW_S) for _ in range(MANY_REFUSED)].count(True) == 1
    assert kind(monitor) == "refused"
    assert kind(monitor, HOLDING) is None


def test_the_beginning_of_a_rush_is_known_for_some_time_after_it() -> None:
    monitor = ActivityMonitor(rush=2)
    for n in (1, 2):
        happens(monitor, e.ParticipantJoined(str(n)), seq=n)
    assert monitor.look(COLLECTING, NOW_S).notice == {
        "kind": "rush",
        "n": 2,
        "phones": None,
        "since_ms": 999,
    }
    after = monitor.look(COLLECTING, NOW_S + 60)
    assert (after.rush, after.notice, after.rush_since_ms) == (False, None, 999)
    assert monitor.look(COLLECTING, NOW_S + notices.RUSH_KNOWN_S + 1).rush_since_ms is None


def test_a_full_lobby_is_no_rush_once_it_is_left_and_only_later_newcomers_count() -> None:
    monitor = ActivityMonitor(rush=2)

    def joins(n: int, at_s: float, state: State = COLLECTING) -> bool:
        recorded = Recorded(n, 0, int(at_s * 1_000), "participant:x", "", None, e.ParticipantJoined(str(n)))
        monitor.happened(recorded, at_s)
        return monitor.look(state, at_s).rush

    for n in range(1, 300):
        joins(n, NOW_S, STATE)
    left = Recorded(300, 0, int(NOW_S * 1_000), "facilitator:desk", "", None, e.StepEntered("collect"))
    assert monitor.happened(left, NOW_S)
    assert monitor.look(COLLECTING, NOW_S).rush is False
    late_s = NOW_S + LATECOMERS_MS / 1_000 + 1
    assert [joins(301, NOW_S + 20), joins(302, NOW_S + 40), joins(303, late_s)] == [False, False, False]
    assert joins(304, late_s + 1) is True
    activity = monitor.look(COLLECTING, late_s + 1)
    assert activity.rush_since_ms == int(late_s * 1_000) - 1, "a sweep from there leaves the audience in"
    assert activity.notice is not None
    assert activity.notice["n"] == 2


def test_leaving_another_step_than_the_lobby_does_not_exclude_newcomers_from_a_rush() -> None:
    monitor = ActivityMonitor(rush=2, step="overview")
    happens(monitor, e.StepEntered("collect"), seq=1)
    for n in (2, 3):
        happens(monitor, e.ParticipantJoined(str(n)), seq=n)
    assert monitor.look(COLLECTING, NOW_S).rush


def test_a_flood_on_the_board_is_noticed_before_waiting_phones_and_these_before_a_rush_or_refusals() -> None:
    monitor = ActivityMonitor(rush=1)
    for _ in range(MANY_REFUSED):
        monitor.refused(NOW_S)
    happens(monitor, e.ParticipantJoined("new"))
    shown = [kind(monitor)]
    monitor.waits("late", NOW_S)
    shown.append(kind(monitor))
    texts(monitor, people=FLOOD // FLOOD_EACH, each=FLOOD_EACH)
    shown.append(kind(monitor))
    assert shown == ["rush", "waiting", "flood"]


def test_after_a_sweep_the_rush_is_over_and_its_beginning_forgotten() -> None:
    monitor = ActivityMonitor(rush=2)
    for n in (1, 2):
        happens(monitor, e.ParticipantJoined(str(n)), seq=n)
    assert monitor.look(COLLECTING, NOW_S).rush
    assert happens(monitor, e.ParticipantsSwept(after=0, until=2, participants=2, questions=0), seq=3)
    activity = monitor.look(COLLECTING, NOW_S)
    assert (activity.newcomers, activity.rush, activity.rush_since_ms, activity.notice) == (
        0,
        False,
        None,
        None,
    )
