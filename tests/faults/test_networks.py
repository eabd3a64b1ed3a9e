"""Bad networks in namespaces: loss, delay, NAT, resets. Questions arrive once, and all phones reconnect."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.client import console
from tests.faults.lossy_link import EARLIEST_S, LossyLink
from tests.faults.moving_computer import OwnNetwork
from tests.faults.phones import LONG_S
from tests.faults.venue import Venue, peers
from tests.needs import need
from tests.server import Server, eventually

TO_THE_SERVER, TO_THE_PHONES = ("-i", "in"), ("-i", "out")


@pytest.fixture
def venue() -> Iterator[Venue]:
    with Venue() as one:
        yield one


@pytest.fixture
def venue_server(venue: Venue, make_hall: Callable[..., Server]) -> Server:
    return start_server_at(make_hall, venue.address)


def start_server_at(make_hall: Callable[..., Server], address: str) -> Server:
    """A running server that allows this address as host, in step `collect`."""
    server = make_hall(allowed_hosts=address)
    server.start()
    with console(server) as facilitator:
        facilitator.enter("collect")
    return server


def seats(venue_server: Server) -> int:
    """The number of phones that the server counts as connected."""
    return int(json.loads(venue_server.get("/-/health"))["seats"]["phone"])


@pytest.mark.long
def test_n1_with_a_tenth_of_all_packets_lost_questions_arrive_exactly_once(
    venue: Venue, venue_server: Server
) -> None:
    lossy = ("-m", "statistic", "--mode", "random", "--probability", "0.1", "-j", "DROP")
    with venue.rule(*lossy), venue.phones(venue_server, 50) as phones:
        for _ in range(3):
            phones.ask()
            eventually(phones.settled, LONG_S)
        phones.all_is_well(venue_server, each=3)


@pytest.mark.long
def test_n2_with_packets_delayed_lost_duplicated_and_reordered_questions_arrive_exactly_once(
    make_hall: Callable[..., Server],
) -> None:
    with LossyLink() as line:
        venue_server = start_server_at(make_hall, line.address)
        with line.phones(venue_server, 30) as phones:
            for _ in range(3):
                phones.ask()
                eventually(phones.settled, LONG_S)
            phones.all_is_well(venue_server, each=3)
            assert line.lost
            assert line.twice
            assert phones.figures()["ack_p50_ms"] > 2_000 * EARLIEST_S


@pytest.mark.long
def test_n3_a_whole_room_on_one_megabit_per_second_is_served(venue: Venue, venue_server: Server) -> None:
    with venue.narrowed("1mbit"), venue.phones(venue_server, 250) as phones:
        eventually(phones.settled, LONG_S)
        phones.ask()
        phones.all_is_well(venue_server, each=1)
        assert (
            phones.figures()["ack_p99_ms"] < 10_000
        )  # a small part of that, unless phones are sent too much


@pytest.mark.long
def test_n4_a_silent_phone_is_disconnected_even_when_nothing_is_sent_to_it(
    venue: Venue, venue_server: Server
) -> None:
    with venue.phones(venue_server, 5) as phones:
        eventually(phones.settled)
        port = str(phones.ports()[0])
        silent = (("-p", "tcp", "--sport", port), ("-p", "tcp", "--dport", port))
        with venue.rule(*silent[0], "-j", "DROP"), venue.rule(*silent[1], "-j", "DROP"):
            eventually(lambda: phones.figures()["reconnects"] == 1, 30)
            eventually(phones.settled, 30)
            eventually(lambda: seats(venue_server) == 5, 60)


@pytest.mark.long
def test_n5_phones_that_change_networks_stay_the_same_participants(
    venue: Venue, venue_server: Server
) -> None:
    with venue.phones(venue_server, 20) as phones:
        phones.ask()
        eventually(phones.settled)
        assert peers(venue_server) == {venue.outer}
        venue.move_phones()
        phones.ask()
        phones.all_is_well(venue_server, each=2)
        assert phones.figures()["reconnects"] == 20
        eventually(lambda: peers(venue_server) == {venue.other_outer}, 60)


@pytest.mark.long
def test_n6_when_the_router_forgets_all_connections_all_phones_reconnect(
    venue: Venue, venue_server: Server
) -> None:
    need("conntrack")
    with venue.phones(venue_server, 100) as phones:
        eventually(phones.settled)
        assert peers(venue_server) == {venue.outer}
        venue.router("conntrack", "-F")
        phones.ask()
        phones.all_is_well(venue_server, each=1)
        assert phones.figures()["reconnects"] == 100


@pytest.mark.long
@pytest.mark.parametrize("way", [TO_THE_SERVER, TO_THE_PHONES], ids=["asking", "answering"])
def test_n7_a_connection_reset_in_the_middle_of_a_question_leaves_one_question(
    venue: Venue, venue_server: Server, way: tuple[str, str]
) -> None:
    every_fifth = ("-m", "statistic", "--mode", "nth", "--every", "5", "--packet", "0")
    words = ("-p", "tcp", "--tcp-flags", "PSH", "PSH")
    with venue.phones(venue_server, 20) as phones:
        eventually(phones.settled)
        with venue.rule(*way, *words, *every_fifth, "-j", "REJECT", "--reject-with", "tcp-reset"):
            phones.ask()
            eventually(lambda: phones.figures()["reconnects"] >= 4, 60)
        phones.all_is_well(venue_server, each=1)


@pytest.mark.long
@pytest.mark.process
def test_n17_a_computer_that_moves_to_another_network_is_followed_by_its_server(tmp_path: Path) -> None:
    def said(at: str) -> str:
        try:
            return str(json.loads(server.get(f"/api/join/{server.code}"))["url"]).removesuffix(
                f"/{server.code}"
            )
        except OSError:
            return f"no answer at {at}"

    with OwnNetwork() as computer:
        first, second = computer.addresses
        computer.join(first)
        server = computer.server(tmp_path / "data")
        server.start()
        assert said(first) == server.base
        computer.leave()
        computer.join(second)
        server.base = f"http://{second}:{server.port}"
        eventually(lambda: said(second) == server.base)
        with console(server) as facilitator:
            row = facilitator.view["live.address"]["it"]
            assert row == {"address": f"{second}:{server.port}", "reachable": True, "changed": True}
        server.stop()
    assert f"Summe is serving on {server.base} now." in server.said
