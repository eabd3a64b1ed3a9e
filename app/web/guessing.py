"""Delays against guessing join codes and keys, for answers that reveal whether a session exists.

A wrong code, a wrong key and the code of a session that is not loaded are answered after the same delay,
counted from the arrival of the request, so that timing reveals nothing. The right code of a loaded session is
answered at once, however much others guess. No address is locked out, since a whole hall may be behind one.
The delay grows with the number of recent misses.

A delayed answer holds its connection, and so an open file. So a limited number of them wait at once: beyond
that a request is refused before anything is looked up, alike for every code that is not loaded. The refusal
ends the connection, so that guesses do not come faster over connections that are refused than over new ones.
"""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from app.platform.resources import allowed_files
from app.web.auth import UNKNOWN_CODE_DELAY_S

# The delay is at most this many times the usual one.
MOST_TIMES_LATER = 4
# Delayed answers hold at most one in this many of the allowed files, which matters where few are allowed.
PART_OF_FILES = 4
_WARN_EVERY_S = 60.0
_logger = logging.getLogger("summe.web")


class TooManyGuesses(Exception):
    """As many delayed answers wait as may."""


class Guesses:
    """Counts the misses (wrong codes and keys) of all connections and requests, and their delayed answers.

    `burst` misses at once, and `per_second` on average, do not make the delay longer. At most `most_waiting`
    answers are delayed at a time.
    """

    def __init__(self, per_second: float = 20.0, burst: int = 100, most_waiting: int = 1_000) -> None:
        self._per_second = per_second
        self._burst = max(1, burst)
        self._most_waiting = most_waiting
        self._waiting = 0
        self._misses = 0.0
        self._counted_at_s = 0.0
        self._warn_at_s = 0.0

    @contextmanager
    def answering(self, *, looks_up: bool) -> Iterator["Answer"]:
        """The answer to a request that arrives now; raises TooManyGuesses instead of delaying too many.

        With `looks_up`, when the session is not loaded, it is raised before anything is looked up; without,
        only when the answer has to wait.
        """
        now_s = self._count()
        times = min(MOST_TIMES_LATER, max(1.0, self._misses / self._burst))
        answer = Answer(self, now_s + UNKNOWN_CODE_DELAY_S * times)
        try:
            if looks_up:
                answer.take_place()
            yield answer
        finally:
            answer.free_place()

    def take_place(self) -> None:
        """Count an answer that waits; raises TooManyGuesses."""
        if self._waiting >= min(self._most_waiting, allowed_files() // PART_OF_FILES):
            raise TooManyGuesses
        self._waiting += 1

    def free_place(self) -> None:
        """Note that an answer waits no longer."""
        self._waiting -= 1

    def count_miss(self) -> None:
        """Count a wrong code or key."""
        now_s = self._count()
        # Capped where more would not lengthen the delay, so that it is usual again soon after an attack.
        self._misses = min(self._misses + 1, self._burst * MOST_TIMES_LATER)
        if self._misses > self._burst and now_s >= self._warn_at_s:
            self._warn_at_s = now_s + _WARN_EVERY_S
            _logger.warning("many wrong codes and keys: their answers, and no others, come later")

    def _count(self) -> float:
        """Let the count decrease by `per_second`; returns the current time."""
        now_s = asyncio.get_running_loop().time()
        forgotten = (now_s - self._counted_at_s) * self._per_second
        self._misses = max(0.0, self._misses - forgotten)
        self._counted_at_s = now_s
        return now_s


class Answer:
    """An answer, right or wrong, that may have to wait until `due_s` of the loop's clock."""

    def __init__(self, guesses: Guesses, due_s: float) -> None:
        self._guesses = guesses
        self._due_s = due_s
        self._has_place = False

    async def wait(self) -> None:
        """Wait until the answer is due; raises TooManyGuesses."""
        self.take_place()
        await asyncio.sleep(self._due_s - asyncio.get_running_loop().time())

    async def miss(self) -> None:
        """Count a miss, and wait until its answer is due; raises TooManyGuesses."""
        self._guesses.count_miss()
        await self.wait()

    def take_place(self) -> None:
        """Take a place among the delayed answers, once; raises TooManyGuesses."""
        if not self._has_place:
            self._guesses.take_place()
            self._has_place = True

    def free_place(self) -> None:
        """Free the place, if one was taken."""
        if self._has_place:
            self._guesses.free_place()
            self._has_place = False
