"""What all tests may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import silent_failures
from tests.server import Server

pytest_plugins = ["tests.tiers"]


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(silent_failures, "silent_failures")


@pytest.fixture(scope="session")
def standing_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests that only look at the outside of it."""
    one = Server(tmp_path_factory.mktemp("data"))
    one.start()
    yield one
    one.stop()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    one = Server(tmp_path / "data")
    one.start()
    yield one
    if one.process is not None and one.process.poll() is None:
        one.stop()
