"""Group commit: one thread commits all queued work in one transaction, over one connection.

Each transaction takes whatever was queued during the one before, so no fixed delay is needed. Work that
fails for a reason of its own (its seq is taken, say) is rolled back to its savepoint and fails alone. A full
disk fails the whole transaction. After a failed commit or an I/O error it is unknown what is on disk, so the
process ends and recovers from the log at its next start. The dialect classifies the errors.
"""

import asyncio
import contextlib
import logging
import os
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from app.store import NotSaved

Work = Callable[[Connection], None]
OnFatal = Callable[[BaseException], None]
OnCommit = Callable[[int, float], None]
# What a purge has left to do: nothing, a part that can be done now, or what has to be tried again later.
Left = Literal["nothing", "more", "retry"]
_log = logging.getLogger("summe.store")

EXIT_DISK_UNSURE = 70
PURGE_AGAIN_S = 0.5


class Dialect(Protocol):
    """What the committer has to know about the database it writes to."""

    def refuses_one(self, error: DBAPIError) -> bool:
        """Whether the fault lies in one piece of work, so that the others can be committed without it."""

    def refuses_all(self, error: DBAPIError) -> bool:
        """Whether nothing of the transaction is on disk, and the same may succeed later."""

    def purge(self, connection: Connection) -> Left:
        """Remove a part of what was erased, from tables and outside them (a write-ahead log, say).

        Called outside a transaction; commits wait for it, and go between one part and the next.
        """


def stop_the_process(error: BaseException) -> None:
    """End at once, so that nothing is acknowledged which may not be on disk."""
    _log.critical("the log cannot be trusted any more (%s); stopping", reason(error))
    os._exit(EXIT_DISK_UNSURE)


def reason(error: BaseException) -> str:
    """The error's kind and, where a database said more, the first line of that.

    PostgreSQL's further lines may quote a row, with a participant's words; the text of any other error may
    hold anything.
    """
    kind = type(error).__name__
    if not isinstance(error, DBAPIError):
        return kind
    first, *_ = str(error.orig).splitlines() or [""]
    return f"{kind}: {first}"


@dataclass(frozen=True, slots=True)
class _Job:
    work: Work
    done: asyncio.Future[None]
    loop: asyncio.AbstractEventLoop

    def finish(self, error: BaseException | None) -> None:
        def set_outcome() -> None:
            if not self.done.done():
                if error is None:
                    self.done.set_result(None)
                else:
                    self.done.set_exception(error)

        self.loop.call_soon_threadsafe(set_outcome)


class _Wake:
    """A queue item that wakes the thread to purge, without work to commit."""


class Committer:
    """Owns the writing thread from construction to `close`.

    On that thread, `on_commit` is called after each commit with the number of jobs and the seconds it took,
    and `on_fatal` with the error that stops the thread.
    """

    def __init__(
        self, engine: Engine, dialect: Dialect, queue_size: int, on_fatal: OnFatal, on_commit: OnCommit
    ) -> None:
        self._connection = engine.connect()
        self._dialect = dialect
        self._on_fatal = on_fatal
        self._on_commit = on_commit
        self._jobs: queue.Queue[_Job | _Wake | None] = queue.Queue(queue_size)
        self._purge = threading.Event()
        # What could not be purged is tried again then, and not at each commit, which would wait for it.
        self._purge_at_s = 0.0
        self._thread = threading.Thread(target=self._run, name="committer", daemon=True)
        self._thread.start()

    async def run(self, work: Work) -> None:
        """Run the work in the next transaction; returns once it is on disk.

        Raises NotSaved, or the error that the work itself raised.
        """
        loop = asyncio.get_running_loop()
        job = _Job(work, loop.create_future(), loop)
        try:
            self._jobs.put_nowait(job)
        except queue.Full:
            raise NotSaved("too much waits to be written") from None
        await job.done

    def purge(self) -> None:
        """Let the thread purge erased text soon, and retry until it succeeds."""
        self._purge.set()
        with contextlib.suppress(queue.Full):  # the thread purges after the work that fills the queue
            self._jobs.put_nowait(_Wake())

    async def close(self) -> None:
        """Commit all queued work, purge what can be purged, then stop the thread."""
        await asyncio.to_thread(self._jobs.put, None)
        await asyncio.to_thread(self._thread.join)

    def _run(self) -> None:
        try:
            while self._commit_all():
                pass
            while self._purge_part() == "more":
                pass
            self._connection.close()
        except BaseException as error:
            self._on_fatal(error)

    def _commit_all(self) -> bool:
        """Commit all queued jobs in one transaction, then purge a part if needed; False after `close`."""
        jobs: list[_Job] = []
        item = self._next()
        while item is not None:
            if isinstance(item, _Job):
                jobs.append(item)
            if self._jobs.empty():
                break
            item = self._jobs.get_nowait()
        if jobs:
            self._commit(jobs)
        self._purge_part()
        return item is not None

    def _purge_part(self) -> Left:
        if not self._purge.is_set() or time.monotonic() < self._purge_at_s:
            return "nothing"
        self._purge.clear()
        left = self._dialect.purge(self._connection)
        if left == "retry":
            self._purge_at_s = time.monotonic() + PURGE_AGAIN_S
        if left != "nothing":
            self._purge.set()
        return left

    def _next(self) -> _Job | _Wake | None:
        wait_s = max(0.0, self._purge_at_s - time.monotonic()) if self._purge.is_set() else None
        try:
            return self._jobs.get(timeout=wait_s)
        except queue.Empty:
            return _Wake()

    def _commit(self, jobs: list[_Job]) -> None:
        begun = time.perf_counter()
        try:
            outcomes = self._transaction(jobs)
            self._on_commit(len(jobs), time.perf_counter() - begun)
        except NotSaved as refusal:
            outcomes = [refusal] * len(jobs)
        except DBAPIError as error:
            self._connection.rollback()
            if not self._dialect.refuses_all(error):
                raise
            outcomes = [NotSaved(str(error.orig))] * len(jobs)
        for job, outcome in zip(jobs, outcomes, strict=True):
            job.finish(outcome)

    def _transaction(self, jobs: list[_Job]) -> list[BaseException | None]:
        outcomes: list[BaseException | None] = []
        with self._connection.begin():
            for job in jobs:
                outcomes.append(self._attempt(job))
        return outcomes

    def _attempt(self, job: _Job) -> BaseException | None:
        savepoint = self._connection.begin_nested()
        try:
            job.work(self._connection)
        except DBAPIError as error:
            if not self._dialect.refuses_one(error):
                raise
            savepoint.rollback()
            return NotSaved(str(error.orig))
        except Exception as error:
            savepoint.rollback()
            return error
        savepoint.commit()
        return None
