"""Hints over PostgreSQL when the connection that listens is another one than that which sends."""

import secrets

import pytest

from app.hints import HintsUnavailable
from app.hints.opening import open_hints
from tests.hints.parts import QUICK, Process, relay_before
from tests.hints.servers import PostgresBus
from tests.postgres import Postgres

pytestmark = [pytest.mark.asyncio, pytest.mark.process]


async def test_a_listening_connection_that_died_alone_is_noticed_and_made_again(
    postgres_server: Postgres,
) -> None:
    server = PostgresBus(postgres_server)
    async with relay_before(server) as relay:
        listener = Process(open_hints(server.url_at(relay.port), server.url, timing=QUICK))
        other = Process(open_hints(server.url))
        await listener.start()
        await other.start()
        relay.swallow()
        await listener.until_connected(False)
        relay.mend()
        await listener.until_connected(True)
        other.hints.publish("s", 1)
        await listener.until_behind("s", 1)
        await listener.hints.stop()
        await other.hints.stop()


async def test_a_bus_on_which_nothing_comes_back_is_refused_with_what_to_see_to(
    postgres_server: Postgres,
) -> None:
    elsewhere = postgres_server.database(f"t{secrets.token_hex(8)}")
    hints = Process(open_hints(PostgresBus(postgres_server).url, elsewhere, timing=QUICK))
    with pytest.raises(HintsUnavailable, match=r"did not come back.*SUMME_DATABASE_LISTEN_URL"):
        await hints.start()
