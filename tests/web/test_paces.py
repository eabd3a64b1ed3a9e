"""How many questions at once, how many a second, and that nobody's pace is forgotten before it is at rest."""

from app.web.paces import FEWEST_BUCKETS, Paces

NOW_MS = 1_800_000_000_000


def test_so_many_at_once_and_then_one_a_second() -> None:
    paces = Paces(per_second=1, burst=2)
    assert [paces.allow("a", NOW_MS) for _ in range(3)] == [True, True, False]
    assert [paces.allow("a", NOW_MS + 1_000) for _ in range(2)] == [True, False]
    assert [paces.allow("a", NOW_MS + 60_000) for _ in range(3)] == [True, True, False]


def test_whoever_is_at_rest_is_forgotten_and_nobody_else() -> None:
    paces = Paces(per_second=1, burst=2)
    for n in range(FEWEST_BUCKETS - 1):
        paces.allow(f"early{n}", NOW_MS)
    later_ms = NOW_MS + 60_000
    assert [paces.allow("quick", later_ms) for _ in range(3)] == [True, True, False]
    assert paces.known == FEWEST_BUCKETS
    paces.allow("late", later_ms)
    assert paces.known == 2
    assert not paces.allow("quick", later_ms)
