"""How findings give what was measured: units, and what most of many times are below."""

from collections.abc import Collection

GB = 1e9


def p99(times: Collection[float]) -> float:
    """Within which time 99 in 100 were: of a hundred the second longest."""
    return sorted(times)[max(0, int(len(times) * 0.99) - 1)]
