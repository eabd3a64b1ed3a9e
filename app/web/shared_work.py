"""Long work, done one at a time, that all who ask for the same before it has begun share.

So a link that is opened a thousand times keeps others waiting for no longer than one that is opened twice.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.core.state import State

T = TypeVar("T")


@dataclass(slots=True)
class _Waiting(Generic[T]):
    """Work that has not begun, and the newest state that it was asked for with."""

    newest: State
    done: asyncio.Task[T]


class SharedWork(Generic[T]):
    """What waits is kept by what it is: each is done once, with the newest state."""

    def __init__(self) -> None:
        self._alone = asyncio.Lock()
        self._waiting: dict[str, _Waiting[T]] = {}

    async def do(self, what: str, state: State, work: Callable[[State], Awaitable[T]]) -> T:
        """The outcome of the work with this state, or a newer one; raises as the work does."""
        waiting = self._waiting.get(what)
        if waiting is None:
            done = asyncio.create_task(self._begin(what, work))
            waiting = self._waiting[what] = _Waiting(state, done)
        elif state.seq > waiting.newest.seq:
            waiting.newest = state
        # The others still get it where one of those who wait has gone.
        return await asyncio.shield(waiting.done)

    async def _begin(self, what: str, work: Callable[[State], Awaitable[T]]) -> T:
        async with self._alone:
            return await work(self._waiting.pop(what).newest)
