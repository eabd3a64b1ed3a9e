"""Rate limits of participants: the burst, the rate, and which buckets are evicted."""

from app.core.commands import AskQuestion, PlaceQuestions, SupportQuestion, Undo
from app.settings import Settings
from app.web.rate_limit import (
    FEWEST_BUCKETS,
    MOST_BUCKETS,
    RateLimiter,
    limit_of_commands,
    limit_of_moves,
    tokens_of,
)

NOW_MS = 1_800_000_000_000


def test_a_burst_passes_and_then_one_question_a_second() -> None:
    rate_limiter = RateLimiter(per_second=1, burst=2)
    assert [rate_limiter.allow("a", NOW_MS) for _ in range(3)] == [True, True, False]
    assert [rate_limiter.allow("a", NOW_MS + 1_000) for _ in range(2)] == [True, False]
    assert [rate_limiter.allow("a", NOW_MS + 60_000) for _ in range(3)] == [True, True, False]


def test_h10_a_long_text_counts_for_several_commands_and_passes_any_burst_alone() -> None:
    long, usual = AskQuestion("o" * 2_400), AskQuestion("o" * 200)
    assert tokens_of(usual) == tokens_of(SupportQuestion("a" * 32)) == 1
    rate_limiter = limit_of_commands(Settings())
    passed = sum(rate_limiter.allow("a", NOW_MS, tokens_of(long)) for _ in range(60))
    assert passed == Settings().commands_burst // tokens_of(long) < 10
    narrow = RateLimiter(per_second=1, burst=2)
    assert [narrow.allow("a", NOW_MS, tokens_of(long)) for _ in range(2)] == [True, False]


def test_h10_a_helper_may_move_long_lists_and_undo_them_a_few_times_and_then_slowly() -> None:
    rate_limiter, ids = limit_of_moves(Settings()), tuple(f"{n:032x}" for n in range(79))
    move = tokens_of(PlaceQuestions(ids, None, "b" * 32))
    assert [rate_limiter.allow("group-1", NOW_MS, move) for _ in range(6)] == [True] * 5 + [False]
    assert not rate_limiter.allow("group-1", NOW_MS, tokens_of(Undo()))
    assert rate_limiter.allow("group-1", NOW_MS + 1_000, tokens_of(Undo()))


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


def test_h10_beyond_a_limit_those_unused_for_longest_are_evicted_though_they_are_not_full() -> None:
    rate_limiter = RateLimiter(per_second=0, burst=1)
    assert rate_limiter.allow("first", NOW_MS)
    for n in range(3 * MOST_BUCKETS):
        rate_limiter.allow(f"other{n}", NOW_MS)
        assert not rate_limiter.allow("first", NOW_MS)
        assert rate_limiter.known <= MOST_BUCKETS + 1


def test_as_many_questions_as_are_allowed_are_within_the_limit_of_commands() -> None:
    rate_limiter = limit_of_commands(
        Settings(questions_burst=200, questions_per_second=50, commands_burst=10)
    )
    assert all(rate_limiter.allow("a", NOW_MS) for _ in range(200))
    assert not rate_limiter.allow("a", NOW_MS)
    assert all(rate_limiter.allow("a", NOW_MS + 1_000) for _ in range(50))
