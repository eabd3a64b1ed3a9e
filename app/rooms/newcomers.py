"""How many have come for the first time within the last minute, and whether that calls for a look.

A hall that comes in at once before the hour is what the lobby is for. Many new ones later, or far more
than were expected, may be somebody's program: the facilitator is told, and decides.
"""

from collections import deque

from app.core.state import State
from app.core.steps import LOBBY

WITHIN_S = 60.0
# So many times the expected number are nobody's miscount.
FAR_MORE = 1.5


class Newcomers:
    """The times at which newcomers came, for as long as they count."""

    def __init__(self) -> None:
        self._came: deque[float] = deque()

    def came(self, now_s: float) -> None:
        self._came.append(now_s)

    def count(self, now_s: float) -> int:
        """How many within a minute."""
        while self._came and self._came[0] + WITHIN_S <= now_s:
            self._came.popleft()
        return len(self._came)

    @property
    def fewer_at_s(self) -> float | None:
        """When the oldest of them will count no more."""
        return self._came[0] + WITHIN_S if self._came else None


def is_rush(state: State, newcomers: int, many: int) -> bool:
    """Whether so many within a minute are out of the ordinary where the session stands."""
    if newcomers and state.expected is not None and state.sums.joined > state.expected * FAR_MORE:
        return True
    return state.stage.step != LOBBY and newcomers >= many
