"""A standby takes over from a database that is gone: servers follow it, and show what it has."""

import secrets
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psycopg
import pytest

from tests.client import console, phone
from tests.cluster.askers import Asker, stored
from tests.cluster.test_database_faults import PUT_OFF
from tests.postgres import Postgres, postgres
from tests.server import Server, eventually

pytestmark = pytest.mark.process


@dataclass
class Pair:
    """A database with its standby; `url` leads to whichever of the two can be written to."""

    primary: Postgres
    standby: Postgres

    @property
    def url(self) -> str:
        both = f"host={self.primary.folder},{self.standby.folder}"
        return f"postgresql://postgres@/summe?{both}&target_session_attrs=read-write"

    @property
    def at_the_standby(self) -> str:
        return f"postgresql://postgres@/summe?host={self.standby.folder}"

    def synchronous(self) -> None:
        """Let commits wait for the standby from now on."""
        with psycopg.connect(
            f"postgresql://postgres@/summe?host={self.primary.folder}", autocommit=True
        ) as one:
            one.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
            one.execute("SELECT pg_reload_conf()")
            eventually(lambda: one.execute("SHOW synchronous_standby_names").fetchone() == ("*",))
            sync = "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'"
            eventually(lambda: one.execute(sync).fetchone())

    def fail_over(self) -> None:
        self.primary.stop(signal.SIGQUIT)
        self.standby.promote()


@pytest.fixture
def pair() -> Iterator[Pair]:
    with postgres() as primary:
        primary.database("summe")
        with postgres(standby_of=primary) as standby:
            yield Pair(primary, standby)


@pytest.fixture
def servers(make_server: Callable[..., Server], pair: Pair) -> tuple[Server, Server]:
    """Two servers on the pair, with a session in which questions are asked."""
    one, other = (make_server(database_url=pair.url, follow_s=0.05) for _ in range(2))
    for server in (one, other):
        for words in PUT_OFF:
            server.expects(words)
        server.start()
    with console(one) as facilitator:
        facilitator.enter("collect")
    with phone(other) as first:
        eventually(lambda: first.ask("ask_question", text="Er der åbent?")["t"] == "ack")
    return one, other


def test_with_a_synchronous_standby_a_failover_in_a_flood_loses_no_acknowledged_question(
    servers: tuple[Server, Server], pair: Pair
) -> None:
    pair.synchronous()
    askers = [Asker(server, secrets.token_hex(16)) for server in servers for _ in range(5)]
    for asker in askers:
        asker.start()
    eventually(lambda: any(asker.acknowledged for asker in askers))
    pair.fail_over()
    acknowledged = {id for asker in askers for id in asker.acknowledged}
    assert acknowledged <= stored(pair.at_the_standby).keys()
    for asker in askers:
        asker.again_at(servers[0])
        asker.stop()
    now = stored(pair.at_the_standby)
    assert {id for asker in askers for id in asker.sent} <= now.keys()
    assert all(len(seqs) == 1 for seqs in now.values())


def texts(server: Server) -> list[str]:
    return [question["text"] for question in server.export()["questions"]]


@pytest.mark.long
def test_after_a_failover_to_a_standby_that_lags_all_servers_show_what_is_left(
    servers: tuple[Server, Server], pair: Pair
) -> None:
    for server in servers:
        server.expects("the database lacks what it had stored")
    one, other = servers
    pair.standby.stop()
    with phone(one) as asker:
        asker.do("ask_question", text="Går det tabt?")
        eventually(lambda: "Går det tabt?" in texts(other))
        pair.primary.stop(signal.SIGQUIT)
        pair.standby.start()
        pair.standby.promote()
        assert asker.receive("bye")["code"] == "restart"
    for server in servers:
        # Under one id, as phones do: one that was not acknowledged may have been stored all the same.
        again = {"id": secrets.token_hex(16), "text": "Og videre?"}
        with phone(server) as asker:
            eventually(lambda asker=asker, again=again: asker.ask("ask_question", **again)["t"] == "ack")
    for server in servers:
        eventually(lambda server=server: texts(server) == ["Er der åbent?", "Og videre?", "Og videre?"])
