"""The table of steps, and the arc made of it for a run sheet."""

from typing import get_args

import pytest

from app.core.commands import SupportQuestion, UnsupportQuestion
from app.core.run_sheet_reader import run_sheet_from_dict, run_sheet_to_dict
from app.core.run_sheet_schema import schema
from app.core.steps import OCCURS, STEPS, StepFamily, StepRules, arc, family, pitfall_of, rules_of, walk
from tests.core.sheet import make_sheet


def test_every_step_of_the_arc_has_a_row_in_the_table() -> None:
    steps = arc(("en", "to"), OCCURS)
    assert [family(step) for step in steps if step != "walk:to"] == list(STEPS)
    assert [pitfall_of(step) for step in steps if step.startswith("walk")] == ["en", "to"]
    assert rules_of(walk("en")) is STEPS["walk"]


@pytest.mark.parametrize("rules", STEPS.values(), ids=STEPS)
def test_others_questions_can_be_supported_exactly_where_they_show(rules: StepRules) -> None:
    assert rules.others == (SupportQuestion in rules.commands) == (UnsupportQuestion in rules.commands)


def test_the_table_and_the_type_name_the_same_steps() -> None:
    assert tuple(STEPS) == get_args(StepFamily)


# Steps that occur only where a run sheet asks for them, by a key of the same name.
ASKED_FOR = [name for name, rules in STEPS.items() if rules.occurs not in ("always", "for each pitfall")]


@pytest.mark.parametrize("step", ASKED_FOR)
def test_a_sheet_that_does_not_ask_for_a_step_has_the_same_arc_without_it(step: str) -> None:
    sheet = make_sheet()
    asks = {key: value for key, value in run_sheet_to_dict(sheet).items() if key != step}
    assert step in sheet.steps
    assert run_sheet_from_dict(asks).steps == tuple(one for one in sheet.steps if one != step)


@pytest.mark.parametrize("step", ASKED_FOR)
def test_a_step_that_is_asked_for_with_no_more_than_needed_is_in_the_log_too(step: str) -> None:
    table = schema()["properties"][step]
    whole = run_sheet_to_dict(make_sheet())
    least = {name: value for name, value in whole[step].items() if name in table["required"]}
    sheet = run_sheet_from_dict({**whole, step: least})
    assert step in sheet.steps
    assert run_sheet_from_dict(run_sheet_to_dict(sheet)) == sheet
