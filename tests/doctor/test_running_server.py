"""What a server remembers for the doctor: whether the computer slept, and who is another device."""

import time

import pytest

from app.doctor import situation
from app.doctor.checks.clock import check_clock
from app.doctor.situation import RunningServer, Situation
from app.platform.clock import since_boot_ns
from app.settings import Settings

TEN_MINUTES_NS = 600 * 10**9


def test_sleep_is_what_passes_on_the_clock_that_goes_on_and_not_on_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    running = RunningServer()
    at = Situation(Settings(), "http://192.0.2.3:8000", 8000, running=running)
    assert "slept" not in [one.kind.id for one in check_clock(at)]
    monkeypatch.setattr(situation, "since_boot_ns", lambda: since_boot_ns() + TEN_MINUTES_NS)
    wall_ns = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: wall_ns() + TEN_MINUTES_NS)
    found = {one.kind.id: one for one in check_clock(at)}
    assert found["slept"].values == {"seconds": 600}
    assert "clock_set" not in found, "the wall clock has gone on as it should"


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.0.1.1", "::1", "localhost", ""])
def test_this_computer_is_no_other_device(peer: str) -> None:
    running = RunningServer()
    assert not running.arrived(peer)
    assert running.last_arrival is None


def test_a_device_of_another_address_is_noted_by_the_time_alone() -> None:
    running = RunningServer()
    assert running.arrived("192.0.2.77")
    assert running.last_arrival is not None
    assert "192.0.2.77" not in repr(vars(running))
