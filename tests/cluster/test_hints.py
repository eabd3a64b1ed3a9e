"""Two server processes on one database, with hints between them over PostgreSQL or NATS."""

import json
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.client import Client, ConsoleClient, console, phone
from tests.cluster.conftest import KEYS
from tests.cluster.test_two_servers import questions
from tests.command_line import run, said
from tests.nats import Nats
from tests.server import Server, eventually

pytestmark = pytest.mark.process
# Far longer than any test waits: what is shown sooner came by a hint.
SELDOM_S = 3_600


@pytest.fixture(params=["PostgreSQL", "NATS"])
def bus(request: pytest.FixtureRequest) -> tuple[str, dict[str, object]]:
    """The kind of server that carries the hints, and the settings of a server of Summe that uses it."""
    if request.param == "PostgreSQL":
        return request.param, {}
    server: Nats = request.getfixturevalue("nats_server")
    return request.param, {"bus_url": server.url}


@contextmanager
def board(server: Server) -> Iterator[Client]:
    """A board that has its snapshot."""
    screen = Client(server, role="board", key=server.key("board"))
    screen.receive("snapshot")
    yield screen
    screen.close()


def presence(facilitator: ConsoleClient, **wanted: int) -> None:
    """Wait until a console is shown a presence row with these fields."""
    row: dict[str, Any] = {}
    while {name: row.get(name) for name in wanted} != wanted:
        row = facilitator.receive("delta").get("put", {}).get("live.presence", {}).get("it", row)


def hints(server: Server) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(server.get("/-/health"))["hints"]
    return found


def test_a_hint_shows_a_question_at_another_server_long_before_that_looks_by_itself(
    make_server: Callable[..., Server], bus: tuple[str, dict[str, object]]
) -> None:
    kind, settings = bus
    one, other = (make_server(follow_s=SELDOM_S, **settings) for _ in range(2))
    one.start()
    other.start()
    with console(other) as facilitator, phone(one) as asker:
        facilitator.enter("collect")
        eventually(lambda: asker.ask("ask_question", text="Hvem ejer planen?")["t"] == "ack")
        assert questions(facilitator, "Hvem ejer planen?")
    for server in (one, other):
        state = hints(server)
        assert (state["server"], state["connected"], state["connections"]) == (kind, True, 1)
        assert state["sent"] > 0
        assert state["received"] > 0
        metrics = server.get("/-/metrics").decode()
        assert f'summe_hints_connected{{server="{kind}"}} 1.0' in metrics
        assert 'summe_hints{what="lost"} 0.0' in metrics


def test_a_bus_that_is_gone_and_comes_back_loses_no_question(
    make_server: Callable[..., Server], nats_server: Nats
) -> None:
    one, other = (make_server(follow_s=SELDOM_S, bus_url=nats_server.url) for _ in range(2))
    one.start()
    other.start()
    with console(other) as facilitator, phone(one) as asker:
        facilitator.enter("collect")
        eventually(lambda: asker.ask("ask_question", text="Hvem ejer planen?")["t"] == "ack")
        nats_server.stop()
        for server in (one, other):
            eventually(lambda server=server: not hints(server)["connected"])
        assert asker.ask("ask_question", text="Og hvem betaler?")["t"] == "ack"
        nats_server.start()
        assert questions(facilitator, "Og hvem betaler?")


@pytest.fixture
def servers(make_server: Callable[..., Server], bus: tuple[str, dict[str, object]]) -> tuple[Server, Server]:
    """Two servers that send each other their presence ten times a second."""
    _, settings = bus
    one, other = (make_server(presence_pace_s=0.1, **settings) for _ in range(2))
    one.start()
    other.start()
    return one, other


def test_a_console_is_shown_who_is_connected_at_all_servers_and_not_at_one_that_died(
    servers: tuple[Server, Server],
) -> None:
    one, other = servers
    with console(other) as facilitator, phone(other), phone(one), board(one):
        presence(facilitator, connected=2, boards=1)
        one.stop(signal.SIGKILL)
        presence(facilitator, connected=1, boards=0)


def test_a_gong_asked_for_at_one_server_is_sounded_by_a_board_at_another(
    servers: tuple[Server, Server],
) -> None:
    one, other = servers
    with console(other) as facilitator, board(one) as projected:
        presence(facilitator, boards=1)
        facilitator.send_json(t="gong")
        while "live.gong" not in projected.receive("delta").get("put", {}):
            pass


def test_a_server_alone_has_no_bus_of_hints(standing_server: Server) -> None:
    assert hints(standing_server) is None
    assert b"summe_hints_connected{" not in standing_server.get("/-/metrics")


@pytest.mark.parametrize("name", ["SUMME_BUS_URL", "SUMME_DATABASE_LISTEN_URL"])
def test_a_bus_without_a_shared_database_is_refused(name: str) -> None:
    line = said(run("serve", **{name: "nats://host"}, **KEYS))
    assert line.startswith(f"{name} is for servers that share a database. Set SUMME_DATABASE_URL")


def test_an_address_of_no_bus_is_refused(database_url: str) -> None:
    line = said(run("serve", SUMME_DATABASE_URL=database_url, SUMME_BUS_URL="redis://u:sesam@host", **KEYS))
    assert line.startswith("There are no hints over redis:// here.")
    assert "sesam" not in line


def test_a_bus_that_cannot_be_reached_at_the_start_is_a_reason_to_start_later(
    database_url: str,
) -> None:
    bus_url = "nats://summe:sesam@127.0.0.1:1"
    done = run("serve", SUMME_DATABASE_URL=database_url, SUMME_BUS_URL=bus_url, **KEYS)
    assert done.returncode == 69
    assert done.stderr.startswith("NATS cannot be used for hints: ")
    assert "SUMME_BUS_URL" in done.stderr
    assert "sesam" not in done.stderr
