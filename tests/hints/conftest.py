"""The servers that carry hints; that of NATS is started for each test."""

from collections.abc import Iterator

import pytest

from tests.hints.servers import BusServer, NatsBus, PostgresBus


@pytest.fixture
def nats_server() -> Iterator[NatsBus]:
    server = NatsBus()
    server.start()
    yield server
    server.close()


@pytest.fixture(params=["postgres", "nats"])
def bus_server(request: pytest.FixtureRequest) -> BusServer:
    if request.param == "postgres":
        return PostgresBus(request.getfixturevalue("postgres_server"))
    server: NatsBus = request.getfixturevalue("nats_server")
    return server
