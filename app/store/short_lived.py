"""Short-lived values that all processes share, each with an expiry, such as one-time codes.

They are no part of the log: losing one costs a person or a process a second try. A single process keeps them
in memory, and processes that share a database keep them there.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

Kind = Literal["invitation", "redeemed", "process", "rehearsal", "keys"]


class ShortLived(Protocol):
    """Values by kind and key, until they expire. Every method may raise LogUnavailable."""

    async def put(self, kind: Kind, key: str, value: str, lasts_s: float, most: int) -> None:
        """Set a value; of more than `most` values of the kind, those that expire first are discarded."""

    async def get(self, kind: Kind, key: str) -> str | None:
        """The value, or None when there is none or it has expired."""

    async def all(self, kind: Kind) -> dict[str, str]:
        """All values of a kind that have not expired, by key; those that expire first come first."""

    async def take(self, kind: Kind, key: str) -> str | None:
        """Remove the value and return it; of several calls at once only one gets it, the others None."""

    async def close(self) -> None:
        """Close the connections, if it has any."""


@dataclass(frozen=True, slots=True)
class _Value:
    text: str
    expires_at_ms: float


class MemoryShortLived:
    """The values of a single process, gone when it ends."""

    def __init__(self, now_ms: Callable[[], float] = lambda: time.monotonic() * 1_000) -> None:
        self._now_ms = now_ms
        self._values: dict[tuple[Kind, str], _Value] = {}

    async def put(self, kind: Kind, key: str, value: str, lasts_s: float, most: int) -> None:
        now = self._now_ms()
        self._values = {at: one for at, one in self._values.items() if one.expires_at_ms > now}
        self._values[kind, key] = _Value(value, now + lasts_s * 1_000)
        same = sorted((one.expires_at_ms, at) for at, one in self._values.items() if at[0] == kind)
        for _, at in same[: max(0, len(same) - most)]:
            del self._values[at]

    async def get(self, kind: Kind, key: str) -> str | None:
        value = self._values.get((kind, key))
        return value.text if value is not None and value.expires_at_ms > self._now_ms() else None

    async def all(self, kind: Kind) -> dict[str, str]:
        now = self._now_ms()
        lasting = [
            (one.expires_at_ms, at[1], one.text)
            for at, one in self._values.items()
            if at[0] == kind and one.expires_at_ms > now
        ]
        return {key: text for _, key, text in sorted(lasting)}

    async def take(self, kind: Kind, key: str) -> str | None:
        text = await self.get(kind, key)
        self._values.pop((kind, key), None)
        return text

    async def close(self) -> None:
        pass
