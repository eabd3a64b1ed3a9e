"""How the parts of a log in a database run their SQL: over the connections of that log."""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from sqlalchemy import Connection

T = TypeVar("T")


class Write(Protocol):
    """Runs work in a transaction, and returns once it is on disk.

    Raises NotSaved, OutcomeUnknown, or the error that the work itself raised.
    """

    def __call__(self, work: Callable[[Connection], None], /) -> Awaitable[None]: ...


class Read(Protocol):
    """Runs a query; raises LogUnavailable."""

    def __call__(self, query: Callable[[Connection], T], /) -> Awaitable[T]: ...
