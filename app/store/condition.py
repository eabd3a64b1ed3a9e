"""Whether a log can be written and read just now, for the health check."""

import time


class Condition:
    """How the last write and the last read went; set from any thread."""

    def __init__(self) -> None:
        # By "write" and "read": why it fails, and since when.
        self._failing: dict[str, tuple[str, float]] = {}

    def works(self, what: str) -> None:
        self._failing.pop(what, None)

    def fails(self, what: str, reason: object) -> None:
        _, since_s = self._failing.get(what, ("", time.monotonic()))
        self._failing[what] = (str(reason), since_s)

    @property
    def fault(self) -> str | None:
        """Why the last write, or else the last read, failed; None when both worked."""
        failing = self._failing.get("write") or self._failing.get("read")
        return None if failing is None else failing[0]

    @property
    def failing_s(self) -> float:
        """For how many seconds writes or reads have failed; 0 when both work."""
        return max((time.monotonic() - since_s for _, since_s in tuple(self._failing.values())), default=0.0)
