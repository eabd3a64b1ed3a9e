"""A database that restarts, crashes, is full or stalls: servers wait, and nothing is lost or doubled."""

import json
import re
import secrets
import signal
import threading
import urllib.error
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from tests.client import console, phone
from tests.cluster.askers import Asker, stored
from tests.postgres import Postgres, postgres
from tests.server import Server, eventually

pytestmark = pytest.mark.process
# What a server may log while its database is gone.
PUT_OFF = (
    "not saved: ",
    "not known whether it is saved",
    "the log cannot be read",
    "as the log cannot be read",
    "put off: ",
)


@pytest.fixture
def hall(make_server: Callable[..., Server]) -> Server:
    """A server whose session collects questions, and which may say that its database is gone."""
    one = make_server(follow_s=0.05)
    for words in PUT_OFF:
        one.expects(words)
    one.start()
    with console(one) as facilitator:
        facilitator.enter("collect")
    return one


def health(server: Server) -> dict[str, Any]:
    return dict(json.loads(server.get("/-/health")))


def test_while_the_database_restarts_phones_wait_health_says_so_and_nothing_is_lost(
    hall: Server, postgres_server: Postgres, database_url: str
) -> None:
    id = secrets.token_hex(16)
    with phone(hall) as one:
        one.do("ask_question", text="Før")
        assert (health(hall)["log_fault"], health(hall)["log_failing_s"]) == (None, 0)
        postgres_server.stop()
        assert one.ask("ask_question", id, text="Er det gemt?")["code"] == "not_saved"
        eventually(lambda: health(hall)["log_fault"])
        assert json.loads(hall.get("/-/health", key=""))["status"] == "up"
        assert re.search(rb"^summe_log_failing_seconds \d.*[1-9]", hall.get("/-/metrics"), re.MULTILINE)
        with pytest.raises(urllib.error.HTTPError, match="503") as refusal:
            hall.get("/api/sessions")
        assert "Summe tries again by itself" in json.loads(refusal.value.read())["detail"]
        one.send_json(t="ping", c=1)  # the screens that are there are served
        assert one.receive("pong")["c"] == 1
        postgres_server.start()
        eventually(lambda: one.ask("ask_question", id, text="Er det gemt?")["t"] == "ack")
        eventually(lambda: health(hall)["log_fault"] is None)
    assert len(stored(database_url)[id]) == 1
    assert [one["text"] for one in hall.export()["questions"]] == ["Før", "Er det gemt?"]


def test_after_a_crash_of_the_database_in_a_flood_every_question_is_stored_once(
    hall: Server, postgres_server: Postgres, database_url: str
) -> None:
    askers = [Asker(hall, secrets.token_hex(16)) for _ in range(20)]
    for asker in askers:
        asker.start()
    eventually(lambda: any(asker.acknowledged for asker in askers))
    postgres_server.stop(signal.SIGQUIT)
    postgres_server.start()
    for asker in askers:
        asker.again_at(hall)
    acknowledged = {id for asker in askers for id in asker.acknowledged}
    for asker in askers:
        asker.stop()
    now = stored(database_url)
    assert acknowledged <= now.keys()
    assert now.keys() == {id for asker in askers for id in asker.sent}
    assert all(len(seqs) == 1 for seqs in now.values())


@pytest.fixture
def small_postgres() -> Iterator[Postgres]:
    """A database server with few connections, of its own."""
    with postgres() as one:
        one.stop()
        one.start("-c", "max_connections=20", "-c", "superuser_reserved_connections=0")
        yield one


def test_while_all_connections_are_used_up_nothing_is_saved_and_later_it_is(
    make_server: Callable[..., Server], small_postgres: Postgres
) -> None:
    url = small_postgres.database("summe")
    hall = make_server(database_url=url, follow_s=0.05)
    for words in PUT_OFF:
        hall.expects(words)
    hall.start()
    id = secrets.token_hex(16)
    with console(hall) as facilitator, phone(hall) as one:
        facilitator.enter("collect")
        others = [psycopg.connect(url, autocommit=True)]
        while "too many clients" not in str(health(hall)["log_fault"]):
            # The server's own connections are ended one by one, and taken.
            others[0].execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'summe'"
            )
            try:
                others.append(psycopg.connect(url, autocommit=True))
            except psycopg.OperationalError:
                continue
        assert one.ask("ask_question", id, text="Er der plads?")["code"] == "not_saved"
        for other in others:
            other.close()
        eventually(lambda: one.ask("ask_question", id, text="Er der plads?")["t"] == "ack")
        eventually(lambda: health(hall)["log_fault"] is None)
    assert list(stored(url)) == [id]


def test_a_session_that_a_stalled_process_has_locked_is_written_to_once_it_is_free(
    hall: Server, database_url: str
) -> None:
    id = secrets.token_hex(16)
    with phone(hall) as one, psycopg.connect(database_url) as stalled:
        stalled.execute("UPDATE sessions SET last_seq = last_seq")
        assert one.ask("ask_question", id, text="Er der fri bane?")["code"] == "not_saved"
        assert "lock timeout" in health(hall)["log_fault"]
        stalled.rollback()
        eventually(lambda: one.ask("ask_question", id, text="Er der fri bane?")["t"] == "ack")
    assert len(stored(database_url)[id]) == 1


@pytest.mark.long
def test_a_server_that_starts_before_its_database_waits_for_it(
    make_server: Callable[..., Server], small_postgres: Postgres
) -> None:
    url = small_postgres.database("summe")
    small_postgres.stop()
    one = make_server(database_url=url)
    starting = threading.Thread(target=one.start, args=("run",))
    starting.start()
    eventually(lambda: any("cannot be reached" in line for line in one._lines))
    small_postgres.start()
    starting.join()
    assert json.loads(one.get("/-/health"))["status"] == "up"
    assert one.stop() == 0
