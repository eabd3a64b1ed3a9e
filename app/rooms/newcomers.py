"""Counts the participants who joined within the last minute, and decides whether that is a rush.

In the lobby it is normal that the whole audience joins at once. Many newcomers later, or far more than were
expected, may be made by a script: the facilitator is warned, and decides. Beyond a multiple of what was
expected newcomers wait outside until the facilitator lets them in.
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
        self._joined: deque[tuple[float, int]] = deque()

    def joined(self, now_s: float, at_ms: int) -> None:
        """One has joined; `at_ms` is the same moment in server time."""
        self._joined.append((now_s, at_ms))

    def count(self, now_s: float) -> int:
        """How many joined in the minute before `now_s`."""
        while self._joined and self._joined[0][0] + WITHIN_S <= now_s:
            self._joined.popleft()
        return len(self._joined)

    def swept(self, latest: int) -> None:
        """So many of those who came last are no longer there."""
        for _ in range(min(latest, len(self._joined))):
            self._joined.pop()

    @property
    def fewer_at_s(self) -> float | None:
        """When the count next decreases; None when it is 0."""
        return self._joined[0][0] + WITHIN_S if self._joined else None

    @property
    def since_ms(self) -> int | None:
        """The last moment, in server time, before the first of them joined; None when the count is 0."""
        return self._joined[0][1] - 1 if self._joined else None


def is_rush(state: State, newcomers: int, many: int) -> bool:
    """Whether there is a rush: far more have joined than expected, or `many` in a minute after the lobby."""
    if newcomers and state.expected is not None and state.sums.joined > state.expected * FAR_MORE:
        return True
    return state.stage.step != LOBBY and newcomers >= many


def places_without_nod(expected: int | None, beyond: float, at_least: int, unknown: int) -> int:
    """How many participants get in before newcomers wait for the facilitator's nod.

    `beyond` times the expected number, and never fewer than `at_least`; `unknown` where none was given.
    """
    return unknown if expected is None else max(at_least, int(expected * beyond))
