"""The interface of the log, which stores sessions; every implementation passes the same test suite.

A log holds sessions, each a gapless sequence of rows. Appending is the only way to change one, and an
append that has returned is on disk.
"""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.core.stored_row import StoredRow
from app.store.condition import Condition


class NotSaved(Exception):
    """The write failed and nothing of it is on disk (no space, say); it may be retried later."""


class LogUnavailable(Exception):
    """The log cannot be read at present; its content is intact. `advice` says what an operator can do."""

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(reason)
        self.advice = advice


class BackupError(Exception):
    """A backup could not be made or restored; the message says what to do."""


class SeqTaken(Exception):
    """The session's last seq is not the expected one: another writer has appended to it."""


class OutcomeUnknown(Exception):
    """The connection was lost around the commit: the write may be on disk or not, and must be looked up."""


class CodeTaken(Exception):
    """Another session has this join code."""


class SessionIdUsed(Exception):
    """There is a session with this id already, or there was one that has been erased."""


class UnknownSession(Exception):
    """There is no session with this id."""


class SheetChanged(Exception):
    """The run sheet has another current text than the one that was to be changed, or its new id is taken."""


class TooManySheets(Exception):
    """There are as many run sheets with a current text as there may be."""


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """What is known of a session without reading its events.

    `keep_totals` is whether its totals are kept when it is erased.
    """

    session_id: str
    code: str
    title: str
    created_at_ms: int
    ended_at_ms: int | None
    retention_days: int
    rehearsal: bool
    last_seq: int
    keep_totals: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """A session's `rows` of the kinds asked for, in order, and the `counts` of all, by kind and version.

    `last_at_ms` is when the last row was written, in server milliseconds.
    """

    rows: list[StoredRow]
    counts: dict[tuple[str, int], int]
    last_at_ms: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows to append after `expected_seq`, and questions whose texts are blanked in the same transaction.

    So are the texts of the rows in `replaced`, by seq: an edit has come in their place. Examples that were
    kept of those questions, and of the ones in `no_examples_of`, are removed in it too.
    `ended_at_ms`, `reopened` and `title` are what the rows change in the session's record. `empties` is
    whether the last row empties the session: then all before it are deleted as `emptying` says, with the
    examples that were kept of the session.
    """

    session_id: str
    expected_seq: int
    rows: tuple[StoredRow, ...]
    erase_texts_of: tuple[str, ...] = ()
    replaced: tuple[int, ...] = ()
    no_examples_of: tuple[str, ...] = ()
    ended_at_ms: int | None = None
    reopened: bool = False
    title: str | None = None
    empties: bool = False

    @property
    def may_erase(self) -> bool:
        """Whether words may have to be erased with it."""
        return bool(self.erase_texts_of or self.replaced or self.no_examples_of or self.empties)


@dataclass(frozen=True, slots=True)
class KeptExample:
    """A question that the organiser has kept as an example of a pitfall of a run sheet.

    Session and question are what it came from; both are None once that session's retention has run out.
    """

    example_id: str
    run_sheet_id: str
    pitfall_id: str
    language: str
    text: str
    kept_at_ms: int
    session_id: str | None
    question_id: str | None


@dataclass(frozen=True, slots=True)
class KeptTotals:
    """The totals of a session that is erased; `content` is `core.session_totals.SessionTotals` as JSON."""

    totals_id: str
    run_sheet_id: str
    kept_at_ms: int
    content: str


@dataclass(frozen=True, slots=True)
class SheetText:
    """A text of a run sheet, current or former; saved at 0 for one that was a file of the sessions' folder.

    `version_id` is the time and what stands for the text, with a dash between.
    """

    run_sheet_id: str
    version_id: str
    saved_at_ms: int
    is_current: bool
    text: str


class SheetTexts(Protocol):
    """The run sheets that are edited at home, with the texts that they had before.

    Every method that reads may raise LogUnavailable, every other one NotSaved or OutcomeUnknown.
    """

    async def current(self) -> list[SheetText]:
        """The current texts of all run sheets, by id."""

    async def latest_former(self) -> list[SheetText]:
        """Of each run sheet that has no current text the newest one that it had, by id."""

    async def former(self, run_sheet_id: str) -> list[tuple[str, int]]:
        """The former texts of a run sheet, the newest first: version id and time of each."""

    async def text(self, run_sheet_id: str, version_id: str) -> str | None:
        """The text of a version; None when there is none with this id."""

    async def save(
        self, sheet: SheetText, expected: str | None, original: SheetText | None, most: tuple[int, int]
    ) -> None:
        """Save a current text in place of the version `expected`, which stays as a former one.

        `expected` is None where there is no current text; `original` is what stands before it then. `most` is
        how many run sheets with a current text there may be, and how many former texts of each are kept.
        Raises SheetChanged and TooManySheets.
        """

    async def remove(self, run_sheet_id: str, expected: str, most_removed: int) -> None:
        """Leave a run sheet with former texts alone, its current one among them; raises SheetChanged.

        Of those that have former texts alone this one and `most_removed - 1` others stay, saved last; all
        texts of the rest are deleted.
        """

    async def rename(self, run_sheet_id: str, expected: str, sheet: SheetText) -> None:
        """Save a text under another id, with all texts that there are as former ones; raises SheetChanged."""

    async def take_over(self, texts: Sequence[SheetText]) -> None:
        """Add texts, those that are there already left out; no id gets a second current one."""


class Totals(Protocol):
    """Whose totals are wanted, and the kept ones. `all` may raise LogUnavailable."""

    async def want(self, session_id: str, *, wanted: bool) -> None:
        """Set whether a session's totals are kept when it is erased.

        Raises UnknownSession, NotSaved or OutcomeUnknown.
        """

    async def all(self) -> list[KeptTotals]:
        """All kept totals, oldest first."""

    async def remove(self, totals_id: str) -> None:
        """Remove kept totals, if there are any with this id; raises NotSaved or OutcomeUnknown."""


class Examples(Protocol):
    """The kept examples of all run sheets. Every method that reads may raise LogUnavailable."""

    async def keep(self, expected_seq: int, examples: Sequence[KeptExample]) -> None:
        """Keep examples of one session, without those of questions of which one is kept already.

        There is at least one. Raises SeqTaken when the session's last seq is not the expected one,
        UnknownSession, NotSaved or OutcomeUnknown.
        """

    async def of_sheet(self, run_sheet_id: str) -> list[KeptExample]:
        """The examples of a run sheet, oldest first."""

    async def counts(self) -> dict[str, int]:
        """How many examples each run sheet has, without those that have none."""

    async def remove(self, example_ids: Collection[str]) -> None:
        """Remove these examples; raises NotSaved or OutcomeUnknown."""


class Log(Protocol):
    """Sessions, each a sequence of rows. Every method that reads may raise LogUnavailable.

    `is_shared` says whether other processes may write to the same log, `condition` how its last write
    and read went.
    """

    is_shared: bool
    condition: Condition

    @property
    def examples(self) -> Examples:
        """The questions that were kept as examples."""

    @property
    def sheet_texts(self) -> SheetTexts:
        """The run sheets that are edited at home."""

    @property
    def totals(self) -> Totals:
        """The totals that outlive their sessions."""

    async def create(self, record: SessionRecord, rows: Sequence[StoredRow]) -> None:
        """Create a session with its first rows; raises SessionIdUsed, CodeTaken or NotSaved."""

    async def append(self, batch: Batch) -> None:
        """Write a batch whole or not at all; raises SeqTaken, UnknownSession, NotSaved or OutcomeUnknown."""

    async def read(self, session_id: str, after_seq: int = 0) -> list[StoredRow]:
        """The rows after a seq, in order; raises UnknownSession."""

    async def summary(self, session_id: str, kinds: Sequence[str]) -> Summary:
        """The rows of these kinds, and counts of all; raises UnknownSession."""

    async def sessions(self) -> list[SessionRecord]:
        """All sessions, newest first."""

    async def last_seqs(self, session_ids: Sequence[str]) -> dict[str, int]:
        """The last seq of each of these sessions; those that do not exist are missing."""

    async def ahead_ms(self, now_ms: Callable[[], int]) -> int:
        """How far the clock of all processes on the log is ahead of `now_ms`, in ms.

        `now_ms` may be called on any thread.
        """

    async def find(self, code: str) -> SessionRecord | None:
        """The session with this join code, or None."""

    async def set_retention(self, session_id: str, days: int) -> None:
        """Set for how many days the session is kept once it has ended; raises UnknownSession or NotSaved."""

    async def erase(
        self, session_id: str, *, keep_examples: bool = False, totals: KeptTotals | None = None
    ) -> None:
        """Delete a session with all its rows; raises UnknownSession or NotSaved.

        Its examples are removed with it, or kept as texts without a source. `totals` are kept in its place.
        """

    def alone(self) -> AbstractAsyncContextManager[bool]:
        """Whether, within the block, this is the one process that does the housekeeping of the log.

        Others get False meanwhile. Raises LogUnavailable.
        """

    async def close(self) -> None:
        """Commit what is queued, then close all connections."""


class Backups(Protocol):
    """Backup and restore of a log, straight from where it is stored; it need not be open."""

    def back_up(self, target: Path) -> None:
        """Write a copy to one file, while the log is in use or not; raises BackupError."""

    def restore(self, source: Path) -> int:
        """Replace the log by a copy; returns how many erasures were carried out again.

        Whatever was erased after the copy was made is erased in it first. The caller holds the data
        folder's lock. Raises BackupError when the copy is incomplete.
        """
