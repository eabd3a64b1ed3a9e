"""Guessing of join codes and keys: how late an answer is that tells whether a session exists.

A wrong code, a wrong key and the code of a session that is not in use are answered alike late, counted
from when the request came, so that the time of an answer tells nothing. A session in use is answered at
once, whatever others guess: nobody with the right code waits for a guesser, and nobody is locked out, since a
whole hall may sit behind one address. The more misses the server has had lately, the later the answers are.
"""

import asyncio
import logging

from app.web.auth import UNKNOWN_CODE_DELAY_S

# An answer is at most so many times later than usual.
MOST_TIMES_LATER = 4
_WARN_EVERY_S = 60.0
_logger = logging.getLogger("summe.web")


class Guesses:
    """The misses of all connections and requests: `burst` at once, and `per_second` on average, are usual."""

    def __init__(self, per_second: float = 20.0, burst: int = 100) -> None:
        self._per_second = per_second
        self._burst = max(1, burst)
        self._misses = 0.0
        self._counted_at_s = 0.0
        self._warn_at_s = 0.0

    def due_s(self) -> float:
        """When a request that comes now is answered, right or wrong, by the loop's clock."""
        now_s = self._count()
        times = min(MOST_TIMES_LATER, max(1.0, self._misses / self._burst))
        return now_s + UNKNOWN_CODE_DELAY_S * times

    async def miss(self, due_s: float) -> None:
        """Count a miss, and wait until its answer is due."""
        now_s = self._count()
        # No more than matters, so that answers are as usual soon after an attack.
        self._misses = min(self._misses + 1, self._burst * MOST_TIMES_LATER)
        if self._misses > self._burst and now_s >= self._warn_at_s:
            self._warn_at_s = now_s + _WARN_EVERY_S
            _logger.warning("many wrong codes and keys: their answers, and no others, come later")
        await wait_until(due_s)

    def _count(self) -> float:
        """Forget what is as good as long ago; returns the time."""
        now_s = asyncio.get_running_loop().time()
        forgotten = (now_s - self._counted_at_s) * self._per_second
        self._misses = max(0.0, self._misses - forgotten)
        self._counted_at_s = now_s
        return now_s


async def wait_until(due_s: float) -> None:
    """Sleep until this time of the loop's clock."""
    await asyncio.sleep(due_s - asyncio.get_running_loop().time())
