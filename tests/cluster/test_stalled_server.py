"""A server that is stopped while it writes holds the others up for a while at most."""

import secrets
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest

from tests.client import Client, console, phone
from tests.cluster.askers import stored
from tests.server import Server, eventually

pytestmark = pytest.mark.process
# What a question with this text adds stays for a second in the database, before it answers.
STALLS = "Hvem holder vejret?"
SLOW_INSERT = """
CREATE FUNCTION stall() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_sleep(1); RETURN NULL; END
$$;
CREATE TRIGGER stall AFTER INSERT ON events FOR EACH ROW
    WHEN (NEW.text = 'Hvem holder vejret?' OR NEW.kind = 'question_withdrawn') EXECUTE FUNCTION stall();
"""
Servers = tuple[Server, Server]


@pytest.fixture
def servers(make_server: Callable[..., Server], database_url: str) -> Servers:
    """Two servers with a session in which questions are asked; some writes to it are slow."""
    one, other = make_server(follow_s=0.05), make_server(follow_s=0.05)
    one.start()
    other.start()
    with console(one) as facilitator:
        facilitator.enter("collect")
    with psycopg.connect(database_url) as admin:
        admin.execute(SLOW_INSERT)
    with phone(other) as second:
        eventually(lambda: second.ask("ask_question", text="Er der åbent?")["t"] == "ack")
    return one, other


def sessions(admin: "psycopg.Connection[tuple[int]]", state: str) -> int:
    """How many of the servers' connections are in this state after an insertion."""
    found = admin.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'summe' AND state = %s "
        "AND query LIKE '%%INSERT INTO events%%'",
        (state,),
    )
    return sum(count for (count,) in found)


@contextmanager
def stopped(server: Server) -> Iterator[None]:
    assert server.process is not None
    server.process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        server.process.send_signal(signal.SIGCONT)


def answered(client: Client, id: str) -> None:
    """Wait until a command has been acknowledged."""
    while client.receive("ack")["id"] != id:
        pass


def test_a_server_stopped_while_its_question_is_stored_holds_no_other_up(
    servers: Servers, database_url: str
) -> None:
    one, other = servers
    stalled, second_id = secrets.token_hex(16), secrets.token_hex(16)
    with psycopg.connect(database_url, autocommit=True) as admin, phone(one) as asker, phone(other) as second:
        asker.send_json(t="cmd", id=stalled, do="ask_question", args={"text": STALLS})
        eventually(lambda: sessions(admin, "active"))
        with stopped(one):
            assert second.ask("ask_question", second_id, text="Og nu?")["t"] == "ack"
            assert stalled in stored(database_url)
        answered(asker, stalled)
    found = stored(database_url)
    assert (len(found[stalled]), len(found[second_id])) == (1, 1)


def test_a_server_stopped_in_a_transaction_is_overtaken_and_does_its_part_once_it_wakes(
    servers: Servers, database_url: str
) -> None:
    one, other = servers
    other.expects("not saved: canceling statement due to lock timeout")
    stalled, second_id = secrets.token_hex(16), secrets.token_hex(16)
    with psycopg.connect(database_url, autocommit=True) as admin, phone(one) as asker, phone(other) as second:
        question = asker.do("ask_question", text="Fortrudt")
        args = {"question_id": question}
        asker.send_json(t="cmd", id=stalled, do="withdraw_question", args=args)
        eventually(lambda: sessions(admin, "active"))
        with stopped(one):
            # The text is erased in the same transaction, so the lock is held until then.
            eventually(lambda: sessions(admin, "idle in transaction"))
            eventually(lambda: second.ask("ask_question", second_id, text="Og nu?")["t"] == "ack")
            withdrawn = "SELECT seq FROM events WHERE command_id = %s"
            assert admin.execute(withdrawn, (stalled,)).fetchall() == []
        answered(asker, stalled)
        assert len(admin.execute(withdrawn, (stalled,)).fetchall()) == 1
        assert admin.execute("SELECT text FROM events WHERE text_of = %s", (question,)).fetchall() == [
            (None,)
        ]
    assert len(stored(database_url)[second_id]) == 1
