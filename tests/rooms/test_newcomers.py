"""Newcomers: who counts as new, and when their number is a rush."""

import pytest
from msgspec.structs import replace

from app.rooms.newcomers import LATECOMERS_MS, Newcomers, Rush, places_without_nod
from tests.core.sheet import ANNA, BO, Story, joined


def test_a_newcomer_is_new_for_a_minute() -> None:
    newcomers = Newcomers()
    for second in (0.0, 30.0):
        newcomers.joined(second, at_ms=1_000 + int(second))
    assert [newcomers.count(at) for at in (59.9, 60.0, 89.9)] == [2, 1, 1]
    assert newcomers.fewer_at_s == 90.0
    assert newcomers.count(90.0) == 0
    assert newcomers.fewer_at_s is None


def test_those_who_were_swept_are_the_latest_and_no_longer_count() -> None:
    newcomers = Newcomers()
    for second in (0.0, 30.0, 40.0):
        newcomers.joined(second, at_ms=int(second))
    newcomers.swept(2)
    assert (newcomers.count(50.0), newcomers.fewer_at_s) == (1, 60.0)
    newcomers.swept(5)
    assert newcomers.count(50.0) == 0


@pytest.mark.parametrize(
    ("step", "expected", "newcomers", "rush"),
    [
        ("lobby", None, 500, False),  # a hall that is filling
        ("collect", None, 59, False),
        ("collect", None, 60, True),
        ("lobby", 2, 2, False),
        ("lobby", 1, 1, True),  # two have joined where one was expected
        ("lobby", 1, 0, False),
    ],
)
def test_it_is_a_rush_when_many_come_late_or_far_more_than_expected(
    step: str, expected: int | None, newcomers: int, rush: bool
) -> None:
    state = Story().given(*joined(ANNA, BO)).state
    state = replace(state, expected=expected, stage=replace(state.stage, step=step))
    came = Newcomers()
    for n in range(newcomers):
        came.joined(0.0, at_ms=1_000 + n)
    assert came.rush(state, 0.0, many=60) == (Rush(newcomers, since_ms=999) if rush else None)


def test_those_who_join_until_a_minute_after_the_lobby_are_its_audience_and_no_rush() -> None:
    state = Story().given(*joined(ANNA, BO)).state
    state = replace(state, stage=replace(state.stage, step="collect"))
    came = Newcomers()
    came.lobby_left(1_000)
    for at_ms in (900, 1_000 + LATECOMERS_MS, 1_001 + LATECOMERS_MS, 1_002 + LATECOMERS_MS):
        came.joined(0.0, at_ms)
    assert came.rush(state, 0.0, many=3) is None
    assert came.rush(state, 0.0, many=2) == Rush(2, since_ms=1_000 + LATECOMERS_MS)
    assert came.rush(replace(state, expected=1), 0.0, many=3) == Rush(4, since_ms=899)


@pytest.mark.parametrize(
    ("expected", "places"),
    [(None, 5_000), (20, 300), (100, 300), (250, 750), (101, 303)],
)
def test_newcomers_wait_for_a_nod_beyond_three_times_the_expected_and_never_in_a_small_room(
    expected: int | None, places: int
) -> None:
    assert places_without_nod(expected, beyond=3.0, at_least=300, unknown=5_000) == places
