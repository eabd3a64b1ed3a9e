"""Newcomers: counts the participants who joined within the last minute, and decides whether they are a rush.

It is normal that the whole audience joins at once, while the room is in the lobby or has just left it. Many
newcomers later, or far more than expected, may be made by a script: the facilitator is warned, and decides.
Beyond a multiple of the expected number, newcomers wait outside until the facilitator lets them in.
"""

from collections import deque
from dataclasses import dataclass

from app.core.state import State
from app.core.steps import LOBBY

WITHIN_S = 60.0
# For this long after the room has left the lobby, the last of its audience still join.
LATECOMERS_MS = 60_000
# More participants than this many times the expected number are a rush, not an error of estimation.
FAR_MORE = 1.5


@dataclass(frozen=True, slots=True)
class Rush:
    """Many newcomers at once; `since_ms` is the last server millisecond before the first of them joined."""

    newcomers: int
    since_ms: int


class Newcomers:
    """The times at which participants joined within the last minute, in seconds of the loop's clock."""

    def __init__(self) -> None:
        self._joined: deque[tuple[float, int]] = deque()
        self._audience_until_ms = 0

    def joined(self, now_s: float, at_ms: int) -> None:
        """Note that a participant has joined; `at_ms` is the same moment in server time."""
        self._joined.append((now_s, at_ms))

    def lobby_left(self, at_ms: int) -> None:
        """Note that the room left the lobby; who joins within `LATECOMERS_MS` still is of its audience."""
        self._audience_until_ms = at_ms + LATECOMERS_MS

    def count(self, now_s: float) -> int:
        """How many joined in the minute before `now_s`."""
        while self._joined and self._joined[0][0] + WITHIN_S <= now_s:
            self._joined.popleft()
        return len(self._joined)

    def swept(self, latest: int) -> None:
        """Note that the newest `latest` participants have been swept out."""
        for _ in range(min(latest, len(self._joined))):
            self._joined.pop()

    @property
    def fewer_at_s(self) -> float | None:
        """When the count next decreases; None when it is 0."""
        return self._joined[0][0] + WITHIN_S if self._joined else None

    def rush(self, state: State, now_s: float, many: int) -> Rush | None:
        """The current rush, None without one.

        Either far more joined than expected, or at least `many` within a minute after the last of the
        audience.
        """
        self.count(now_s)
        if state.expected is not None and state.sums.joined > state.expected * FAR_MORE:
            after_ms, least = 0, 1
        elif state.stage.step != LOBBY:
            after_ms, least = self._audience_until_ms, many
        else:
            return None
        joined_ms = [at_ms for _, at_ms in self._joined if at_ms > after_ms]
        return Rush(len(joined_ms), joined_ms[0] - 1) if joined_ms and len(joined_ms) >= least else None


def places_without_nod(expected: int | None, beyond: float, at_least: int, unknown: int) -> int:
    """How many participants get in before newcomers wait for the facilitator's nod.

    `beyond` times the expected number, and never fewer than `at_least`; `unknown` when `expected` is None.
    """
    return unknown if expected is None else max(at_least, int(expected * beyond))
