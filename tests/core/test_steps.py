"""The table of steps, and the arc made of it for a run sheet."""

from typing import get_args

from app.core.steps import STEPS, StepFamily, arc, family, pitfall_of, rules_of, walk


def test_every_step_of_the_arc_has_a_row_in_the_table() -> None:
    steps = arc(["en", "to"], with_momentum=True)
    assert [family(step) for step in steps if step != "walk:to"] == list(STEPS)
    assert [pitfall_of(step) for step in steps if step.startswith("walk")] == ["en", "to"]
    assert rules_of(walk("en")) is STEPS["walk"]


def test_the_table_and_the_type_name_the_same_steps() -> None:
    assert tuple(STEPS) == get_args(StepFamily)
