"""Counts the participants who joined within the last minute, and decides whether that is a rush.

In the lobby it is normal that the whole audience joins at once. Many newcomers later, or far more than were
expected, may be made by a script: the facilitator is warned, and decides.
"""

from collections import deque

from app.core.state import State
from app.core.steps import LOBBY

WITHIN_S = 60.0
# More than this many times the expected number is no error of estimation.
FAR_MORE = 1.5


class Newcomers:
    """When participants joined within the last minute, in seconds of the loop's clock."""

    def __init__(self) -> None:
        self._came: deque[float] = deque()

    def came(self, now_s: float) -> None:
        self._came.append(now_s)

    def count(self, now_s: float) -> int:
        """How many joined in the minute before `now_s`."""
        while self._came and self._came[0] + WITHIN_S <= now_s:
            self._came.popleft()
        return len(self._came)

    def swept(self, latest: int) -> None:
        """So many of those who came last are no longer there."""
        for _ in range(min(latest, len(self._came))):
            self._came.pop()

    @property
    def fewer_at_s(self) -> float | None:
        """When the count next decreases; None when it is 0."""
        return self._came[0] + WITHIN_S if self._came else None


def is_rush(state: State, newcomers: int, many: int) -> bool:
    """Whether there is a rush: far more have joined than expected, or `many` in a minute after the lobby."""
    if newcomers and state.expected is not None and state.sums.joined > state.expected * FAR_MORE:
        return True
    return state.stage.step != LOBBY and newcomers >= many
