"""The servers that carry hints."""

import pytest

from tests.hints.servers import BusServer, NatsBus, PostgresBus


@pytest.fixture(params=["postgres", "nats"])
def bus_server(request: pytest.FixtureRequest) -> BusServer:
    if request.param == "postgres":
        return PostgresBus(request.getfixturevalue("postgres_server"))
    return NatsBus(request.getfixturevalue("nats_server"))
