"""Pytest fixtures and plugins of all tests: servers, and files that this system cannot run."""

import secrets
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import silent_failures
from tests.nats import Nats, nats
from tests.needs import lacks, need
from tests.postgres import Postgres, postgres
from tests.server import Server, SharedServer

pytest_plugins = ["tests.tiers"]
# Test files that this system cannot run, with what it lacks.
_left_out: dict[str, str] = {}


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(silent_failures, "silent_failures")


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out test files that need what this system has not; the end of the run names them."""
    if collection_path.suffix != ".py" or (lacking := lacks(collection_path)) is None:
        return None
    _left_out[collection_path.name] = lacking
    return True


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for name, lacking in _left_out.items():
        terminalreporter.write_line(f"not run here: {name} needs {lacking}, which {sys.platform} has not")


@pytest.fixture(scope="session")
def standing_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests that do not change it."""
    one = Server(tmp_path_factory.mktemp("data"))
    one.start()
    yield one
    one.stop()


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedServer]:
    """One server for all tests that need no more than a session of their own."""
    one = SharedServer(tmp_path_factory.mktemp("shared"))
    one.start()
    yield one
    one.stop()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """A PostgreSQL server; each test makes a database of its own on it."""
    need("initdb")
    with postgres() as one:
        yield one


@pytest.fixture
def nats_server() -> Iterator[Nats]:
    """A NATS server for this test alone."""
    with nats() as one:
        yield one


@pytest.fixture
def database_url(postgres_server: Postgres) -> str:
    """The URL of a new, empty database; the server is started again if a failed test has left it stopped."""
    if not postgres_server.is_running:
        postgres_server.start()
    return postgres_server.database(f"t{secrets.token_hex(8)}")


@pytest.fixture
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    """A server for this test alone; in files marked `shared_server`, a new session on a shared server.

    A test in such a file that stops, restarts, fills or configures its server is marked `own_server`.
    """
    marked = request.node.get_closest_marker
    if marked("shared_server") and not marked("own_server"):
        shared: SharedServer = request.getfixturevalue("shared_server")
        with shared.session() as session:
            yield session
        return
    one = Server(tmp_path / "data")
    one.start()
    yield one
    if one.process is not None and one.process.poll() is None:
        one.stop()
