"""Which groups are hidden: tried with every distribution of few answers over few pitfalls."""

from collections import defaultdict
from itertools import product

import pytest

from app.core.figures import SMALL_GROUP, small_groups


@pytest.mark.parametrize(("groups", "most"), [(2, 11), (3, 10), (4, 7)])
def test_p10_who_knows_the_rule_and_the_total_cannot_work_out_a_small_group(groups: int, most: int) -> None:
    alike: dict[tuple[int, frozenset[tuple[str, int]]], list[dict[str, int]]] = defaultdict(list)
    for numbers in product(range(most + 1), repeat=groups):
        counts = dict(zip("abcd", numbers, strict=False))
        hidden = small_groups(counts)
        shown = frozenset((id, count) for id, count in counts.items() if id not in hidden)
        if sum(numbers) >= SMALL_GROUP:
            alike[sum(numbers), shown].append(counts)
    for (_, shown), possible in alike.items():
        for id in possible[0].keys() - dict(shown).keys():
            counted = {counts[id] for counts in possible}
            assert len(counted) > 1 or counted.isdisjoint(range(1, SMALL_GROUP)), (shown, possible)
