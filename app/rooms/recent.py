"""A sliding window of recent keys, limited in time and in number."""

from collections import OrderedDict
from collections.abc import Hashable, KeysView
from typing import Generic, TypeVar

MOST_COUNTED = 1_000

Key = TypeVar("Key", bound=Hashable)


class Recent(Generic[Key]):
    """The keys added within the last `within_s` seconds, each once; beyond `most` the oldest is removed."""

    def __init__(self, within_s: float, most: int = MOST_COUNTED) -> None:
        self._within_s = within_s
        self._most = most
        self._at_s: OrderedDict[Key, float] = OrderedDict()

    def add(self, key: Key, now_s: float) -> None:
        self._at_s[key] = now_s
        self._at_s.move_to_end(key)
        if len(self._at_s) > self._most:
            self._at_s.popitem(last=False)

    def forget(self, key: Key) -> None:
        """Remove this key, if it is there."""
        self._at_s.pop(key, None)

    def clear(self) -> None:
        self._at_s.clear()

    def keys(self, now_s: float) -> KeysView[Key]:
        while (fewer_at_s := self.fewer_at_s) is not None and fewer_at_s <= now_s:
            self._at_s.popitem(last=False)
        return self._at_s.keys()

    def count(self, now_s: float) -> int:
        return len(self.keys(now_s))

    @property
    def fewer_at_s(self) -> float | None:
        """When the count next decreases; None when it is 0."""
        oldest = next(iter(self._at_s.values()), None)
        return None if oldest is None else oldest + self._within_s
