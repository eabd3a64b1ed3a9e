"""Follows what other processes append to a shared log, and shows it in the rooms of this one.

All loaded sessions are compared with the log again and again; that alone is enough. Hints from the other
processes only make it sooner: call `behind` with each, and `missed` when some may have been lost.
"""

import asyncio
import logging

from app.rooms.hub import Hub
from app.store import LogUnavailable

_logger = logging.getLogger("summe.follower")


class Follower:
    """Keeps the rooms of a hub up with the log; `run` compares them every `every_s` seconds."""

    def __init__(self, hub: Hub, every_s: float) -> None:
        self._hub = hub
        self._every_s = every_s
        self._look = asyncio.Event()
        # The highest seq that each session is catching up with, by session, and the tasks that do it.
        self._wanted: dict[str, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def behind(self, session_id: str, seq: int) -> None:
        """Catch up with a session at once: another process has appended up to this seq."""
        if not self._hub.is_behind(session_id, seq):
            return
        is_catching_up = session_id in self._wanted
        self._wanted[session_id] = max(seq, self._wanted.get(session_id, 0))
        if not is_catching_up:
            task = asyncio.create_task(self._catch_up(session_id), name=f"catch up {session_id}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def missed(self) -> None:
        """Compare all sessions at once, since hints may have been lost."""
        self._look.set()

    async def run(self) -> None:
        """Compare all sessions with the log for ever; while it cannot be read, that is tried again."""
        reads = True
        while True:
            self._look.clear()
            try:
                await self._hub.catch_up()
                if not reads:
                    _logger.info("the log can be read again")
                reads = True
            except LogUnavailable as error:
                if reads:
                    _logger.error("what other servers write waits, as the log cannot be read: %s", error)
                reads = False
            try:
                async with asyncio.timeout(self._every_s):
                    await self._look.wait()
            except TimeoutError:
                continue

    async def _catch_up(self, session_id: str) -> None:
        """Catch up with one session, again while higher seqs are hinted at meanwhile."""
        try:
            while self._hub.is_behind(session_id, self._wanted[session_id]):
                await self._hub.catch_up_with(session_id)
        except LogUnavailable:
            pass  # `run` says so, and comes back to it
        except Exception:
            _logger.exception("could not catch up", extra={"session": session_id})
        finally:
            del self._wanted[session_id]
