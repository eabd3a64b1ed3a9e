"""Denial of service over HTTP by one attacker: the others are answered, and the memory is returned."""

import pytest

from tests.faults import http_attackers
from tests.faults.one_stranger import Attack, hall_under
from tests.server import Server


def undisturbed(hall: Server, attack: Attack) -> None:
    with hall_under(hall, attack) as measured:
        pass
    measured.assert_undisturbed()


@pytest.mark.long
@pytest.mark.parametrize(
    "attack", [http_attackers.bodies_with_many_faults, http_attackers.chunks_of_one_byte]
)
def test_h3_under_requests_with_bodies_the_others_are_answered(strict_hall: Server, attack: Attack) -> None:
    undisturbed(strict_hall, attack)


@pytest.mark.long
def test_h5_under_trailers_without_end_the_others_are_answered(strict_hall: Server) -> None:
    undisturbed(strict_hall, http_attackers.trailers)


@pytest.mark.long
@pytest.mark.parametrize(
    "attack",
    [
        http_attackers.requests_at_once,
        http_attackers.requests_at_once_on_many_connections,
        http_attackers.answers_never_read,
    ],
)
def test_h6_under_requests_without_pause_the_others_are_answered(strict_hall: Server, attack: Attack) -> None:
    undisturbed(strict_hall, attack)


@pytest.mark.long
@pytest.mark.parametrize("attack", [http_attackers.bodies_broken_off, http_attackers.large_bodies_broken_off])
def test_h7_under_bodies_that_break_off_the_others_are_answered(strict_hall: Server, attack: Attack) -> None:
    undisturbed(strict_hall, attack)


@pytest.mark.long
def test_h9_under_thousands_of_idle_connections_the_others_are_answered(strict_hall: Server) -> None:
    undisturbed(strict_hall, http_attackers.idle_after_an_answer)
