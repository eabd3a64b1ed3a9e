"""Fixtures of the fault tests: servers with and without rate limits, and skips where root is missing."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.settings import Settings
from tests.faults import one_stranger
from tests.server import Server

# How often repeated parts of tests run; `SUMME_FAULT_ROUNDS=20` for more.
ROUNDS = int(os.environ.get("SUMME_FAULT_ROUNDS", "2"))


def need_root() -> None:
    """Skip the test unless it runs as root, which changing networks and limits requires."""
    if os.geteuid() != 0:
        pytest.skip("not run here: only root may do this")


@pytest.fixture
def rounds() -> int:
    return ROUNDS


@pytest.fixture
def make_hall(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Makes servers without rate limits for questions; they are stopped when the test ends."""
    made: list[Server] = []

    def make(**settings: object) -> Server:
        generous = {"questions_burst": 10_000, "frames_burst": 10_000, "phone_pace_s": 0.1, **settings}
        server = Server(tmp_path / f"data{len(made)}", **generous)
        made.append(server)
        return server

    yield make
    for server in made:
        if server.process is not None:
            server.stop(signal.SIGKILL)


@pytest.fixture
def hall(make_hall: Callable[..., Server]) -> Server:
    server = make_hall()
    server.start()
    return server


@pytest.fixture
def strict_hall(make_hall: Callable[..., Server]) -> Server:
    """A server with the rate limits and paces that operators get.

    Newcomers never wait for a nod here: an attack may join as more participants than that takes, and what
    the door does then has tests of its own.
    """
    usual = Settings()
    server = make_hall(
        questions_burst=usual.questions_burst,
        frames_burst=usual.frames_burst,
        phone_pace_s=usual.phone_pace_s,
        newcomers_wait_unknown=usual.participants_per_session,
    )
    server.start()
    return server


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures of all attacks after the results of the tests."""
    if one_stranger.measurements:
        terminalreporter.section("one stranger: waits in ms, memory in MB")
        for line in one_stranger.table():
            terminalreporter.line(line)
