"""Reconnect delays of simulated phones, by the same golden file as the browser's tests."""

import json
from random import Random

import pytest

from app.rehearsal.client import after_bye, backoff
from tests.golden.files import FOLDER

WAITS = json.loads((FOLDER / "waits.json").read_text())


class Latest(Random):
    """A random generator that always draws the largest value."""

    def random(self) -> float:
        return 1.0


def test_the_longest_reconnect_delays_equal_those_of_the_phone() -> None:
    longest = [backoff(attempt, Latest()) * 1000 for attempt in range(len(WAITS["backoff_ms"]))]
    assert longest == pytest.approx(WAITS["backoff_ms"])
    assert after_bye(Latest()) * 1000 == pytest.approx(WAITS["after_bye_ms"])


def test_reconnect_delays_can_be_zero() -> None:
    drawn = [backoff(0, Random(n)) for n in range(1_000)]
    assert min(drawn) < 0.005
    assert max(drawn) > 0.495
