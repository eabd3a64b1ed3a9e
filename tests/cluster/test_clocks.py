"""Servers whose clocks differ keep one time: that of their database."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.client import console
from tests.faults.test_wall_clock import HOUR_S, server_ms, timer
from tests.faults.wall_clock import WallClock
from tests.server import Server, eventually

pytestmark = pytest.mark.process


@pytest.mark.long
@pytest.mark.parametrize("hours", [1, -1])
def test_a_timer_begun_at_one_server_runs_alike_at_another_whose_clock_is_an_hour_off(
    make_server: Callable[..., Server], tmp_path: Path, hours: int
) -> None:
    one, other = make_server(), make_server()
    clock = WallClock(other, tmp_path / "offset")
    clock.step(hours * HOUR_S)
    one.start()
    other.start()
    assert abs(clock.ahead_s() - hours * HOUR_S) < 60
    assert abs(server_ms(other) - server_ms(one)) < 60_000
    with console(other) as facilitator:
        facilitator.enter("buzz")
        facilitator.do("start_timer")
    for server in (one, other):
        eventually(lambda server=server: timer(server)["phase"] == "running")
    assert timer(one) == timer(other)
    assert 0 < timer(one)["ends_at_ms"] - server_ms(one) < 600_000
