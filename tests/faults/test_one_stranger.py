"""Denial of service over WebSockets by one attacker: the others are answered, and the memory is returned."""

import pytest

from tests.faults import attackers
from tests.faults.one_stranger import Attack, hall_under
from tests.server import Server


@pytest.mark.long
@pytest.mark.parametrize(
    "attack",
    [
        attackers.pings_before_hello,
        attackers.pings,
        attackers.pings_on_many_connections,
        attackers.pongs,
        attackers.empty_continuations,
        attackers.empty_continuations_before_hello,
        attackers.texts,
        attackers.screens_that_come_and_go,
    ],
)
def test_h1_under_a_flood_of_frames_of_any_kind_the_others_are_answered(
    strict_hall: Server, attack: Attack
) -> None:
    with hall_under(strict_hall, attack) as measured:
        pass
    measured.assert_undisturbed()


@pytest.mark.long
@pytest.mark.parametrize(
    "attack",
    [
        attackers.long_pings_never_read,
        attackers.long_pings_never_read_before_hello,
        attackers.half_a_text_on_many_connections,
    ],
)
def test_h8_what_is_never_read_or_finished_takes_bounded_memory(strict_hall: Server, attack: Attack) -> None:
    with hall_under(strict_hall, attack) as measured:
        pass
    measured.assert_undisturbed()
