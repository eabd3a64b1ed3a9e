"""Rate limit of questions: the burst, the rate, and that only full buckets are evicted."""

from app.web.rate_limit import FEWEST_BUCKETS, RateLimiter

NOW_MS = 1_800_000_000_000


def test_a_burst_passes_and_then_one_question_a_second() -> None:
    rate_limiter = RateLimiter(per_second=1, burst=2)
    assert [rate_limiter.allow("a", NOW_MS) for _ in range(3)] == [True, True, False]
    assert [rate_limiter.allow("a", NOW_MS + 1_000) for _ in range(2)] == [True, False]
    assert [rate_limiter.allow("a", NOW_MS + 60_000) for _ in range(3)] == [True, True, False]


def test_full_buckets_are_evicted_and_others_are_kept() -> None:
    rate_limiter = RateLimiter(per_second=1, burst=2)
    for n in range(FEWEST_BUCKETS - 1):
        rate_limiter.allow(f"early{n}", NOW_MS)
    later_ms = NOW_MS + 60_000
    assert [rate_limiter.allow("quick", later_ms) for _ in range(3)] == [True, True, False]
    assert rate_limiter.known == FEWEST_BUCKETS
    rate_limiter.allow("late", later_ms)
    assert rate_limiter.known == 2
    assert not rate_limiter.allow("quick", later_ms)
