"""A PostgreSQL server for the tests of the store, started at the first use."""

from collections.abc import Iterator

import pytest

from tests.needs import need
from tests.postgres import Postgres, postgres


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    need("initdb")
    with postgres() as server:
        yield server
