"""Delays against guessing join codes and keys, for answers that tell whether a session exists.

A wrong code, a wrong key and the code of a session that is not loaded are answered after the same delay,
counted from the arrival of the request, so that timing reveals nothing. The right code of a loaded session is
answered at once, however much others guess. No address is locked out, since a whole hall may be behind one.
The delay grows with the number of recent misses.
"""

import asyncio
import logging

from app.web.auth import UNKNOWN_CODE_DELAY_S

# The delay is at most this many times the usual one.
MOST_TIMES_LATER = 4
_WARN_EVERY_S = 60.0
_logger = logging.getLogger("summe.web")


class Guesses:
    """Counts the misses (wrong codes and keys) of all connections and requests.

    `burst` misses at once, and `per_second` on average, do not make the delay longer.
    """

    def __init__(self, per_second: float = 20.0, burst: int = 100) -> None:
        self._per_second = per_second
        self._burst = max(1, burst)
        self._misses = 0.0
        self._counted_at_s = 0.0
        self._warn_at_s = 0.0

    def due_s(self) -> float:
        """When a request that arrives now is to be answered, right or wrong, by the loop's clock."""
        now_s = self._count()
        times = min(MOST_TIMES_LATER, max(1.0, self._misses / self._burst))
        return now_s + UNKNOWN_CODE_DELAY_S * times

    async def miss(self, due_s: float) -> None:
        """Count a miss, and wait until its answer is due."""
        now_s = self._count()
        # Capped where more would not lengthen the delay, so that it is usual again soon after an attack.
        self._misses = min(self._misses + 1, self._burst * MOST_TIMES_LATER)
        if self._misses > self._burst and now_s >= self._warn_at_s:
            self._warn_at_s = now_s + _WARN_EVERY_S
            _logger.warning("many wrong codes and keys: their answers, and no others, come later")
        await wait_until(due_s)

    def _count(self) -> float:
        """Let the count decrease by `per_second`; returns the current time."""
        now_s = asyncio.get_running_loop().time()
        forgotten = (now_s - self._counted_at_s) * self._per_second
        self._misses = max(0.0, self._misses - forgotten)
        self._counted_at_s = now_s
        return now_s


async def wait_until(due_s: float) -> None:
    """Sleep until this time of the loop's clock."""
    await asyncio.sleep(due_s - asyncio.get_running_loop().time())
