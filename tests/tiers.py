"""Pytest plugin that selects and orders tests: only quick ones for `make quick`, no skips in CI.

A quick test starts no process. Tests that use a server or browser fixture are marked `process` here; a test
that starts a process by itself must have the mark, and fails without it.
"""

import os
import sys
from collections.abc import Generator, Iterable

import pytest

QUICK = os.environ.get("SUMME_QUICK") == "1"
THOROUGH = os.environ.get("SUMME_THOROUGH") == "1"
IN_CI = os.environ.get("CI") == "true"
FIXTURES_WITH_PROCESSES = {
    "server",
    "standing_server",
    "shared_server",
    "make_hall",
    "chromium",
    "postgres_server",
}
STARTS_A_PROCESS = {
    "subprocess.Popen",
    "os.exec",
    "os.fork",
    "os.forkpty",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "pty.spawn",
}
# The id of the running test if it must not start a process, else None.
_running: str | None = None


def tries(full: int) -> int:
    """The number of examples of a random test: all in `make laws-long`, a third in `make test`."""
    return full if THOROUGH else max(3, full // (10 if QUICK else 3))


def rest_long(cases: Iterable[object]) -> list[object]:
    """The cases of a parametrised test: the first one always runs, the others in the long tests alone."""
    return rest_rows_long((case,) for case in cases)


def rest_rows_long(rows: Iterable[tuple[object, ...]]) -> list[object]:
    """The same for a test with several parameters: each row has one value of each."""
    first, *rest = rows
    return [pytest.param(*first), *(pytest.param(*row, marks=pytest.mark.long) for row in rest)]


def pytest_configure(config: pytest.Config) -> None:
    sys.addaudithook(_refuse_processes)


def _refuse_processes(event: str, _: tuple[object, ...]) -> None:
    if _running is not None and event in STARTS_A_PROCESS:
        pytest.fail(f"{_running} starts a process ({event}): mark it with pytest.mark.process")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if FIXTURES_WITH_PROCESSES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.process)
    if QUICK:
        slow = [item for item in items if item.get_closest_marker("process")]
        items[:] = [item for item in items if not item.get_closest_marker("process")]
        config.hook.pytest_deselected(items=slow)
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> tuple[bool, bool]:
    """Sort key: tests marked `half_a_minute` first, browser tests last among them.

    The browser's event loop stays open.
    """
    if item.get_closest_marker("half_a_minute") is None:
        return True, False
    return False, item.get_closest_marker("browser") is not None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    global _running
    _running = None if item.get_closest_marker("process") else item.nodeid
    try:
        return (yield)
    finally:
        _running = None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _refuse_skips(report)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _refuse_skips(report)
    return report


def _refuse_skips(report: pytest.TestReport | pytest.CollectReport) -> None:
    """In CI a skip fails the run; an expected failure, which pytest also reports as a skip, does not."""
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"in CI nothing may be skipped. {reason}"
