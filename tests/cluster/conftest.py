"""Fixtures of the tests of servers that share a PostgreSQL database."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.server import ORGANISER_KEY, Server

SECRET = "et hemmeligt ord for alle servere"
KEYS = {"SUMME_SECRET": SECRET, "SUMME_ORGANISER_KEY": ORGANISER_KEY, "SUMME_PORT": "0"}


@pytest.fixture
def make_server(tmp_path: Path, database_url: str) -> Iterator[Callable[..., Server]]:
    """Makes servers on one database, without rate limits for questions; not started yet.

    They are stopped when the test ends.
    """
    made: list[Server] = []

    def make(**settings: object) -> Server:
        generous = {"questions_burst": 10_000, "commands_burst": 10_000, "frames_burst": 10_000}
        shared = {"database_url": database_url, "secret": SECRET, "phone_pace_s": 0.1, **generous}
        one = Server(tmp_path / f"data{len(made)}", **{**shared, **settings})
        made.append(one)
        return one

    yield make
    for one in made:
        if one.process is not None and one.process.poll() is None:
            one.stop(signal.SIGTERM)
