"""How many phones are carried: the benchmark's arithmetic, and what costs more never carries more."""

import dataclasses

import pytest
from hypothesis import given, settings, strategies as st

from app.doctor.carries import MOST, Costs, Means, carried
from app.doctor.load import rounded
from bench import capacity_model as model
from tests.tiers import tries

COSTS = Costs(
    join_s=0.001,
    change_s=0.002,
    delivery_s=10e-6,
    heartbeat_s=14e-6,
    question_s=0.0002,
    batch_s=0.001,
    phone_bytes=24_000,
    process_bytes=100_000_000,
)
MEANS = Means(memory_bytes=16e9, files=1_000_000, participants=1_000_000, pace_s=1.0, gather_s=0.1)


def seconds(least: float, most: float) -> st.SearchStrategy[float]:
    return st.floats(least, most, allow_nan=False)


SOME_COSTS = st.builds(
    Costs,
    join_s=seconds(1e-4, 0.05),
    change_s=seconds(0, 0.05),
    delivery_s=seconds(1e-6, 1e-3),
    heartbeat_s=seconds(1e-6, 1e-3),
    question_s=seconds(1e-5, 0.01),
    batch_s=seconds(0, 0.02),
    phone_bytes=seconds(5_000, 500_000),
    process_bytes=seconds(5e7, 3e8),
)


def shares(phones: int, costs: Costs, means: Means) -> dict[str, float]:
    """How full the benchmark's model says that things are."""
    there = model.Costs(
        **dataclasses.asdict(costs),
        shared_batch_s=0,
        session_bytes=0,
        page_bytes=0,
        frame_bytes=0,
        commits_per_s=1e12,
    )
    habits = model.Habits(pace_s=means.pace_s, gather_s=means.gather_s)
    machine = model.Machine(1, means.memory_bytes, means.files, 1e15)
    return {load.resource: load.share for load in model.loads(model.Crowd(1, phones), there, habits, machine)}


@given(SOME_COSTS)
@settings(max_examples=tries(200))
def test_as_many_are_carried_as_the_capacity_model_says(costs: Costs) -> None:
    found = carried(costs, MEANS)
    if found.phones:
        assert max(shares(found.phones, costs, MEANS).values()) <= 1 + 1e-9
    if found.phones < MOST:
        fullest = shares(found.phones + 1, costs, MEANS)
        assert fullest[found.limit] > 1 - 1e-9


@given(SOME_COSTS, st.sampled_from([field.name for field in dataclasses.fields(Costs)]), st.floats(1, 10))
@settings(max_examples=tries(200))
def test_what_costs_more_never_carries_more(costs: Costs, name: str, times: float) -> None:
    dearer = dataclasses.replace(costs, **{name: getattr(costs, name) * times})
    assert carried(dearer, MEANS).phones <= carried(costs, MEANS).phones


@pytest.mark.parametrize(
    ("means", "phones", "limit"),
    [
        (dataclasses.replace(MEANS, files=564), 500, "connections"),
        (dataclasses.replace(MEANS, participants=700), 700, "setting"),
        (dataclasses.replace(MEANS, memory_bytes=100_000_000 + 24_000 * 800), 800, "memory"),
    ],
)
def test_what_is_full_first_is_named(means: Means, phones: int, limit: str) -> None:
    found = carried(COSTS, means)
    assert (found.phones, found.limit) == (phones, limit)


def test_a_number_of_phones_is_rounded_down_to_what_is_known_of_it() -> None:
    assert [rounded(n) for n in (0, 7, 99, 123, 19_936)] == [0, 7, 99, 120, 19_000]
