"""Rate limits: token buckets for a connection's frames, for a session's joins, and three for each person.

One of them limits the participant's questions, one the digits sent to pair, and one everything that the
participant asks for: questions, edits, support, votes, and looking at others' questions. There a long text
counts for several commands, since cleaning it is as much work. A helper's device has one for all it asks for.
"""

from dataclasses import dataclass
from itertools import islice

from app.core.commands import Command, Redo, Undo
from app.settings import Settings

# A command takes a token more for each so many characters of its text; those of ordinary length take none.
CHARACTERS_A_TOKEN = 256
# What is undone may have been a list of questions.
UNDOING = (Undo, Redo)
TOKENS_OF_UNDOING = 10
FEWEST_BUCKETS = 1_000
MOST_BUCKETS = 20_000


def tokens_of(command: Command) -> int:
    """How many commands a command counts for in the rate limit of all that a person asks for."""
    if isinstance(command, UNDOING):
        return TOKENS_OF_UNDOING
    text, listed = getattr(command, "text", ""), getattr(command, "ids", ())
    return 1 + len(text) // CHARACTERS_A_TOKEN + len(listed)


@dataclass(slots=True)
class TokenBucket:
    """A token bucket: lets through `per_second` on average and `burst` at once."""

    per_second: float
    burst: float
    left: float
    at_ms: int = 0

    def take(self, now_ms: int, tokens: float = 1) -> bool:
        """Whether so many may be taken now, which they are then; never more than the bucket can hold."""
        self._refill(now_ms)
        if tokens > self.burst:
            tokens = max(1, self.burst)
        if self.left < tokens:
            return False
        self.left -= tokens
        return True

    def is_full(self, now_ms: int) -> bool:
        """Whether it can be evicted: a new bucket would be full too."""
        self._refill(now_ms)
        return self.left >= self.burst

    def _refill(self, now_ms: int) -> None:
        gained = (now_ms - self.at_ms) / 1000 * self.per_second
        self.left = min(self.burst, self.left + gained)
        self.at_ms = now_ms


class RateLimiter:
    """One rate limit for each participant, or each session's joins, over all connections to this process.

    Memory is bounded: full buckets are evicted, and beyond `MOST_BUCKETS` those unused for longest.
    """

    def __init__(self, per_second: float, burst: float) -> None:
        self._per_second = per_second
        self._burst = burst
        self._buckets: dict[str, TokenBucket] = {}
        self._evict_at = FEWEST_BUCKETS

    @property
    def known(self) -> int:
        """The number of buckets."""
        return len(self._buckets)

    def allow(self, who: str, now_ms: int, tokens: int = 1) -> bool:
        # Inserted again, so that the order of buckets is the order of their last use.
        bucket = self._buckets.pop(who, None)
        if bucket is None:
            self._evict(now_ms)
            bucket = TokenBucket(self._per_second, self._burst, self._burst, now_ms)
        self._buckets[who] = bucket
        return bucket.take(now_ms, tokens)

    def _evict(self, now_ms: int) -> None:
        """Evict full buckets, when there are twice as many buckets as the last eviction left."""
        if self.known < self._evict_at:
            return
        self._buckets = {who: b for who, b in self._buckets.items() if not b.is_full(now_ms)}
        if self.known > MOST_BUCKETS // 2:
            self._buckets = dict(islice(self._buckets.items(), self.known - MOST_BUCKETS // 2, None))
        self._evict_at = max(FEWEST_BUCKETS, 2 * self.known)


def limit_of_commands(settings: Settings) -> RateLimiter:
    """The rate limit of all that a participant asks for; it is never lower than that of questions."""
    burst = max(settings.commands_burst, settings.questions_burst)
    return RateLimiter(max(settings.commands_per_second, settings.questions_per_second), burst)


def limit_of_moves(settings: Settings) -> RateLimiter:
    """The rate limit of all that a helper's device asks for."""
    return RateLimiter(settings.moves_per_second, settings.moves_burst)


def limit_of_pair_tries(settings: Settings) -> RateLimiter:
    """The rate limit of four digits that a participant sends: who tries them all finds a stranger's phone."""
    return RateLimiter(settings.pair_tries_per_second, settings.pair_tries_burst)
