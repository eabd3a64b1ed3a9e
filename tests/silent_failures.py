"""A pytest plugin: what fails where nobody looks fails the test in which it happens.

An exception in a task, a callback or a future that nobody reads ends in a line of the log, and so does a
task that is destroyed while it waits: asyncio and uvloop log both as errors. So every record of an error
in this process fails the test that is running, and so does what a process says that a test has started.
Exceptions in threads and in `__del__` fail it through pytest's own warnings, which are errors here.

A test that provokes an error says so, narrowly: `expect_error("not saved")`, and of a server
`server.expects("not saved")`.
"""

import gc
import logging
import re
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager

import pytest

Expect = Callable[[str], None]

# What is said of an error, and the words by which it may be expected.
_failures: list[tuple[str, list[str]]] = []
_expected: list[str] = []

_ERROR = re.compile(
    r'"level": "(error|critical)"|^(ERROR|CRITICAL)\b|exception was never retrieved|^Task was destroyed'
)
# How a traceback begins; the first line after it that is not indented ends it.
_TRACEBACK = ("Traceback (most recent call last)", "Exception in ", "Exception ignored in")


class _Listener(logging.Handler):
    """Keeps every error that is logged."""

    def emit(self, record: logging.LogRecord) -> None:
        note(self.format(record), _expected)


def note(error: str, expected: list[str]) -> None:
    """Fail the test that is running, unless one of these words is in the error when the test ends."""
    _failures.append((error, expected))


def errors_in(lines: Iterable[str]) -> Iterator[str]:
    """What a process says of errors, as soon as it has been said."""
    traceback: list[str] = []
    for line in lines:
        if line.startswith(_TRACEBACK):
            traceback.append(line)
        elif traceback:
            traceback.append(line)
            if line.strip() and not line.startswith(" "):
                yield "".join(traceback)
                traceback = []
        elif _ERROR.search(line):
            yield line
    if traceback:
        yield "".join(traceback)


def _unexpected() -> str:
    told, _failures[:] = _failures[:], []
    return "\n\n".join(error for error, expected in told if not any(words in error for words in expected))


@contextmanager
def _checked() -> Iterator[None]:
    """A phase of a test, which fails when something has failed silently meanwhile."""
    try:
        yield
    except BaseException as error:
        if told := _unexpected():
            error.add_note(f"and nobody looked at this:\n{told}")
        raise
    if told := _unexpected():
        pytest.fail(f"nobody looked at this:\n{told}", pytrace=False)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call() -> Generator[None, None, None]:
    with _checked():
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown() -> Generator[None, None, None]:
    try:
        with _checked():
            return (yield)
    finally:
        _expected.clear()


def pytest_configure(config: pytest.Config) -> None:
    listener = _Listener(logging.ERROR)
    listener.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(listener)
    config.add_cleanup(lambda: logging.getLogger().removeHandler(listener))


def pytest_collection_finish() -> None:
    """What is there before the first test stays, and need not be looked through after each of them."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    gc.unfreeze()


@pytest.fixture(autouse=True)
def _nothing_unseen() -> Iterator[None]:
    """Begun first and ended last: a task's exception is told when the task is collected."""
    yield
    gc.collect()


@pytest.fixture
def expect_error() -> Expect:
    """Say that an error with these words may be logged in this test, in this process."""
    return _expected.append
