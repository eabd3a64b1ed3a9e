"""Pytest plugin: an error that is only logged (task, callback, server output) fails the test it happens in.

An unhandled exception in a task, a callback or a future is only logged, and so is a pending task that is
destroyed: asyncio and uvloop log both as errors. So every logged error in this process fails the running
test, and so does every error in the output of a process that the test has started. Exceptions in threads and
in `__del__` fail it through pytest's warnings, which are errors here.

A test that provokes an error allows it, narrowly: `expect_error("not saved")`, and for a server
`server.expects("not saved")`.
"""

import gc
import logging
import re
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager

import pytest

Expect = Callable[[str], None]

# Each error with the words that allow it.
_failures: list[tuple[str, list[str]]] = []
_expected: list[str] = []

_ERROR = re.compile(
    r'"level": "(error|critical)"|^(ERROR|CRITICAL)\b|exception was never retrieved|^Task was destroyed'
)
# The first words of a traceback; the next line without indentation ends it.
_TRACEBACK = ("Traceback (most recent call last)", "Exception in ", "Exception ignored in")


class _Listener(logging.Handler):
    """Notes every logged error."""

    def emit(self, record: logging.LogRecord) -> None:
        note(self.format(record), _expected)


def note(error: str, expected: list[str]) -> None:
    """Fail the running test, unless the error contains one of these words when the test ends."""
    _failures.append((error, expected))


def errors_in(lines: Iterable[str]) -> Iterator[str]:
    """Yields each error in a process's output as soon as it is complete."""
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
    """Wraps a phase of a test, and fails it if an error was noted meanwhile."""
    try:
        yield
    except BaseException as error:
        if told := _unexpected():
            error.add_note(f"and this was not looked at:\n{told}")
        raise
    if told := _unexpected():
        pytest.fail(f"this was not looked at:\n{told}", pytrace=False)


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
    gc.disable()  # until all tests are collected: nearly all that this makes stays
    listener = _Listener(logging.ERROR)
    listener.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(listener)
    config.add_cleanup(lambda: logging.getLogger().removeHandler(listener))


def pytest_collection_finish() -> None:
    """Freeze the objects of the collection phase, so that garbage collection after each test skips them."""
    gc.enable()
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    gc.unfreeze()


def pytest_unconfigure() -> None:
    gc.collect()
    gc.freeze()  # pytest collects several times more


@pytest.fixture(autouse=True)
def _nothing_unseen() -> Iterator[None]:
    """Collect garbage after all other fixtures: a task's exception is logged when the task is collected.

    What outlives the test (imported modules, caches, shared servers) is frozen, so that the next collection
    skips it.
    """
    yield
    gc.collect()
    gc.freeze()


@pytest.fixture
def expect_error() -> Expect:
    """Allow logged errors with these words in this test, in this process."""
    return _expected.append
