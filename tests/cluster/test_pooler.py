"""Servers that reach their database through PgBouncer."""

from collections.abc import Callable, Iterator

import pytest

from tests.client import console, phone
from tests.cluster.conftest import KEYS
from tests.cluster.test_two_servers import questions
from tests.command_line import run
from tests.needs import need
from tests.pgbouncer import pooler
from tests.postgres import Postgres
from tests.server import Server, eventually

pytestmark = pytest.mark.process


@pytest.fixture
def pooled_url(postgres_server: Postgres, database_url: str) -> Iterator[str]:
    need("pgbouncer")
    with pooler(postgres_server, database_url) as url:
        yield url


def test_servers_store_through_a_pooler_and_hint_beside_it(
    make_server: Callable[..., Server], database_url: str, pooled_url: str
) -> None:
    settings = {"database_url": pooled_url, "database_listen_url": database_url, "follow_s": 3_600}
    one, other = (make_server(**settings) for _ in range(2))
    one.start()
    other.start()
    with console(other) as facilitator, phone(one) as asker:
        facilitator.enter("collect")
        for text in ("Hvem ejer planen?", "Og hvem betaler?"):
            eventually(lambda text=text: asker.ask("ask_question", text=text)["t"] == "ack")
            assert questions(facilitator, text)


def test_a_server_that_would_listen_through_a_pooler_is_told_which_address_to_give(pooled_url: str) -> None:
    done = run("serve", SUMME_DATABASE_URL=pooled_url, **KEYS)
    assert "a message to itself did not come back" in done.stderr
    assert "Give its address as SUMME_DATABASE_LISTEN_URL." in done.stderr
