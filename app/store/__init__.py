"""The log: where sessions are kept. This module is its contract; every store passes one test suite.

A log holds sessions, each a gapless sequence of rows. Appending is the only way to change one, and an
append that has returned is on disk.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.core.codec import StoredRow


class NotSaved(Exception):
    """Nothing of this is on disk (no space, say); the same may be tried again later."""


class LogUnavailable(Exception):
    """The log cannot be read just now; what is in it is as it was. `advice` tells an operator what to do."""

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(reason)
        self.advice = advice


class BackupError(Exception):
    """A backup could not be made or restored; the message says what to do."""


class SeqTaken(Exception):
    """The session's last seq is not the expected one: somebody else has written."""


class CodeTaken(Exception):
    """Another session has this join code."""


class UnknownSession(Exception):
    """There is no session with this id."""


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """What is known of a session without reading its events."""

    session_id: str
    code: str
    title: str
    created_at_ms: int
    ended_at_ms: int | None
    retention_days: int
    rehearsal: bool
    last_seq: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Rows of a few kinds, in order, and how many rows there are of every kind in each version."""

    rows: list[StoredRow]
    counts: dict[tuple[str, int], int]


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows that follow on `expected_seq`; texts of `erase_texts_of` are blanked with them.

    `ended_at_ms` and `title` are what the rows change in the session's record.
    """

    session_id: str
    expected_seq: int
    rows: tuple[StoredRow, ...]
    erase_texts_of: tuple[str, ...] = ()
    ended_at_ms: int | None = None
    title: str | None = None


class Log(Protocol):
    """Whatever reads may raise LogUnavailable."""

    async def create(self, record: SessionRecord, rows: Sequence[StoredRow]) -> None:
        """Begin a session; raises CodeTaken or NotSaved."""

    async def append(self, batch: Batch) -> None:
        """Keep a batch whole or not at all; raises SeqTaken, UnknownSession or NotSaved."""

    async def read(self, session_id: str, after_seq: int = 0) -> list[StoredRow]:
        """The rows after a seq, in order; raises UnknownSession."""

    async def summary(self, session_id: str, kinds: Sequence[str]) -> Summary:
        """What the session holds, of these kinds in full; raises UnknownSession."""

    async def sessions(self) -> list[SessionRecord]:
        """All sessions, newest first."""

    async def find(self, code: str) -> SessionRecord | None:
        """The session with this join code."""

    async def set_retention(self, session_id: str, days: int) -> None:
        """How long the session is kept once it has ended; raises UnknownSession or NotSaved."""

    async def erase(self, session_id: str) -> None:
        """Leave nothing of a session; raises UnknownSession."""

    async def close(self) -> None:
        """Commit what is queued, then close all connections."""


class Backups(Protocol):
    """Copies of a log that no process need have open, and the way back."""

    def back_up(self, target: Path) -> None:
        """Write a copy to one file, while the log is in use or not; raises BackupError."""

    def restore(self, source: Path) -> int:
        """Put a copy in the log's place, without what was erased since; how many erasures that took.

        The caller holds the data folder's lock. Raises BackupError when the copy is not whole.
        """
