"""Pytest plugin: which tests run (quick ones for `make quick`, no skips in CI), in which order and workers.

A quick test starts no process. Tests that use a server or browser fixture are marked `process` here; a test
that starts a process by itself must have the mark, and fails without it.
"""

import os
import sys
from collections.abc import Generator, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import settings

Case = TypeVar("Case")
TESTS = Path(__file__).parent
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
# Folders of `tests/` that `make quick` does not read: nearly all in them starts a process, or computes
# suggestions with libraries that take seconds to import.
NOT_QUICK = {"browser", "cluster", "faults", "suggest"}
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
    """The number of examples of a random test: all in `make laws-long`, a third in `make test`.

    `make test` draws the same ones every time, `make laws-long` others.
    """
    return full if THOROUGH else max(3, full // (10 if QUICK else 3))


def share(cases: Sequence[Case], turn: int = 0) -> Sequence[Case]:
    """Of the cases of one test that are many and alike: all, but in `make quick` every third.

    Tests that differ in `turn` take different ones.
    """
    return cases[turn % 3 :: 3] if QUICK else cases


def rest_long(cases: Iterable[object]) -> list[object]:
    """The cases of a parametrised test: the first one always runs, the others in the long tests alone."""
    return rest_rows_long((case,) for case in cases)


def rest_rows_long(rows: Iterable[tuple[object, ...]]) -> list[object]:
    """The same for a test with several parameters: each row has one value of each."""
    first, *rest = rows
    return [pytest.param(*first), *(pytest.param(*row, marks=pytest.mark.long) for row in rest)]


def pytest_configure(config: pytest.Config) -> None:
    sys.addaudithook(_refuse_processes)
    # A run that fails fails again, for everybody, and no run fails for what another one did not look at. How
    # long an example takes depends on what else the machine does.
    settings.register_profile("tests", derandomize=not THOROUGH, deadline=None)
    settings.load_profile("tests")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Three workers on two cores: tests wait a third of their time for a server or browser.

    Quick tests do not wait. Each worker imports and collects all tests, so on a single core there is none.
    """
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    if QUICK:
        return cores if cores > 1 else 0
    return max(2, cores * 3 // 2)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    if QUICK and collection_path.parent == TESTS and collection_path.name in NOT_QUICK:
        return True
    return None


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
