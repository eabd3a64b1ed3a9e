"""The simulated clock of a rehearsal: it can run faster than real time, pause and resume.

All tasks of a rehearsal sleep by it, so that a change of speed affects those already asleep.
"""

import asyncio
import contextlib
import time


class SimClock:
    """A clock of rehearsed seconds. `speed` is how many rehearsed seconds pass in a real one."""

    def __init__(self, speed: float = 1.0) -> None:
        self.speed = speed
        self.paused = False
        self._passed = 0.0
        self._since = time.monotonic()
        self._changed = asyncio.Event()

    def now(self) -> float:
        """Rehearsed seconds since the beginning."""
        running = 0.0 if self.paused else (time.monotonic() - self._since) * self.speed
        return self._passed + running

    def change(self, *, speed: float | None = None, paused: bool | None = None) -> None:
        """Change the speed, pause or resume, from this moment on."""
        self._passed, self._since = self.now(), time.monotonic()
        self.speed = self.speed if speed is None else speed
        self.paused = self.paused if paused is None else paused
        self._changed.set()
        self._changed = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        """Wait until so many rehearsed seconds have passed."""
        due = self.now() + seconds
        while (left := due - self.now()) > 0:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(None if self.paused else left / self.speed):
                    await self._changed.wait()
