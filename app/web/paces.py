"""How fast a screen may send, and a participant ask."""

from dataclasses import dataclass

FEWEST_BUCKETS = 1_000


@dataclass(slots=True)
class Bucket:
    """Lets through `per_second` on average and `burst` at once."""

    per_second: float
    burst: float
    left: float
    at_ms: int = 0

    def take(self, now_ms: int) -> bool:
        self._refill(now_ms)
        if self.left < 1:
            return False
        self.left -= 1
        return True

    def is_full(self, now_ms: int) -> bool:
        """Whether nothing is lost by forgetting it."""
        self._refill(now_ms)
        return self.left >= self.burst

    def _refill(self, now_ms: int) -> None:
        gained = (now_ms - self.at_ms) / 1000 * self.per_second
        self.left = min(self.burst, self.left + gained)
        self.at_ms = now_ms


class Paces:
    """How fast each participant asks, over all the lines of this process."""

    def __init__(self, per_second: float, burst: float) -> None:
        self._per_second = per_second
        self._burst = burst
        self._buckets: dict[str, Bucket] = {}
        self._tidy_at = FEWEST_BUCKETS

    @property
    def known(self) -> int:
        """How many participants' paces are kept just now."""
        return len(self._buckets)

    def allow(self, participant: str, now_ms: int) -> bool:
        bucket = self._buckets.get(participant)
        if bucket is None:
            self._tidy(now_ms)
            bucket = Bucket(self._per_second, self._burst, self._burst, now_ms)
            self._buckets[participant] = bucket
        return bucket.take(now_ms)

    def _tidy(self, now_ms: int) -> None:
        """Forget the buckets that are full again, each time there are twice as many as were left before."""
        if self.known >= self._tidy_at:
            self._buckets = {who: b for who, b in self._buckets.items() if not b.is_full(now_ms)}
            self._tidy_at = max(FEWEST_BUCKETS, 2 * self.known)
