"""Mirror of simulated screens: folding of deltas, digests, and detection of missing frames."""

import json
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from app.core import delta
from app.rehearsal.mirror import Gap, Mirror, digest, fold
from tests.golden.files import FRAMES
from tests.tiers import tries

ROWS = st.dictionaries(st.sampled_from("abcd"), st.builds(lambda r: {"r": r}, st.integers(0, 2**53 - 1)))
GOLDEN = json.loads(FRAMES.read_text())
VIEWS = st.dictionaries(st.sampled_from(["questions", "places", "poll"]), ROWS.filter(bool))


def test_a_delta_puts_and_cuts_rows_and_leaves_the_view_before_it_as_it_was() -> None:
    view: dict[str, Any] = {"a": {"x": {"r": 1}, "y": {"r": 2}}, "b": {"it": {"r": 3}}}
    after = fold(view, {"a": {"x": {"r": 4}}}, {"a": ["y"]})
    assert after == {"a": {"x": {"r": 4}}, "b": {"it": {"r": 3}}}
    assert view["a"] == {"x": {"r": 1}, "y": {"r": 2}}


def test_the_digest_counts_rows_and_adds_up_r_without_presence() -> None:
    assert digest({"a": {"x": {"r": 4}}, "live.presence": {"it": {}}}) == (1, 4)
    assert digest({"a": {"x": {"r": 2**53 - 1}, "y": {"r": 3}}}) == (2, 2)


@settings(max_examples=tries(100))
@given(VIEWS, VIEWS)
def test_folding_the_servers_deltas_gives_the_servers_view(before: Any, after: Any) -> None:
    change = delta.diff(before, after)
    assert fold(before, change.put, change.cut) == after
    assert digest(after) == delta.digest(after)


@pytest.mark.parametrize("screen", GOLDEN)
def test_the_golden_frames_fold_to_the_servers_view_and_digests(screen: str) -> None:
    mirror = Mirror()
    *frames, pong = GOLDEN[screen]["out"]
    for one in frames:
        if one["t"] in ("snapshot", "delta"):
            mirror.take(one)
    assert mirror.lanes == GOLDEN[screen]["final"]
    assert mirror.agrees(pong["lanes"])


def frame(lane: str, n: int, **rest: Any) -> dict[str, Any]:
    return {"t": "delta", "lane": lane, "n": n, "seq": n, **rest}


def test_a_missing_delta_is_noticed_on_its_own_lane() -> None:
    mirror = Mirror()
    mirror.take({"t": "snapshot", "seq": 1, "view": {"step": {"it": {"r": 1}}}})
    mirror.take(frame("view", 1, put={"step": {"it": {"r": 2}}}))
    mirror.take(frame("mine", 1, put={"me": {"it": {"r": 2}}}))
    with pytest.raises(Gap):
        mirror.take(frame("view", 3))


def test_a_snapshot_clears_both_lanes_and_their_numbers() -> None:
    mirror = Mirror()
    mirror.take(frame("mine", 1, put={"me": {"it": {"r": 2}}}))
    mirror.take({"t": "snapshot", "seq": 4, "view": {"step": {"it": {"r": 4}}}})
    assert mirror.agrees({"view": [0, [1, 4]], "mine": [0, [0, 0]]})
    mirror.take(frame("mine", 1, put={"me": {"it": {"r": 3}}}))
    assert mirror.agrees({"view": [0, [1, 4]], "mine": [1, [1, 3]]})
    assert not mirror.agrees({"view": [0, [1, 4]], "mine": [1, [1, 4]]})
    assert not mirror.agrees({"view": [1, [1, 4]]})
