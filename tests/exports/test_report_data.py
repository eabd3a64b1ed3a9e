"""Report data: every field of a question is exported, under its name or another, or left out for a reason.

Every exported field is used in the table of questions and in the report, or left out of them for a reason.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from app.core import events as e
from app.core.events import QUESTION_FLAGS
from app.core.state import Question
from app.exports import columns
from app.exports.report_data import report
from app.exports.report_model import report_model
from tests.core.sheet import Story
from tests.exports.scripted import hour

UNDER_ANOTHER_NAME = {
    "id": "number",
    "participant": "from_phone",
    "texts": "text",
    "visibility": "state",
    "into": "merged_into",
    "supporters": "support",
    "imported_support": "support",
    "replies": "reply",
}
LEFT_OUT = {
    "text_seq": "where the words stand in the log",
    "reply_seq": "which of `replies` is the one that it has",
    "judged": "when the asker last wrote; `why` is about these words",
    "merged": "every question says itself which one it lies under",
    "swept_from": "what undo goes back to; what is swept is not exported",
    "placed_by": "by which later moves of other consoles are refused; no report says who grouped",
    "neighbour": "no export says who asked; a pair's question counts once, with the answer of both",
    "proposed": "a hint for grouping; `pitfall` is where the question was placed",
}
# By use of the report data: the fields of a question that it does not read, each with its reason.
NOT_USED: dict[Callable[[Mapping[str, Any], str], Any], dict[str, str]] = {
    columns.rows: {
        "from_phone": "of use to an import only",
    },
    report_model: {
        "from_phone": "of use to an import only",
    },
}


class Watched(dict[str, Any]):
    """A question of the report data that notes which of its fields are read."""

    def __init__(self, question: Mapping[str, Any], read: set[str]) -> None:
        super().__init__(question)
        self.read = read

    def __getitem__(self, field: str) -> Any:
        self.read.add(field)
        return super().__getitem__(field)


def test_every_field_of_a_question_is_in_the_report_data_or_left_out_for_a_reason() -> None:
    exported = report(hour())["questions"][0]
    fields = {name for name in Question.__struct_fields__ if not name.startswith("r_")}
    expected = {UNDER_ANOTHER_NAME.get(name, name) for name in fields - LEFT_OUT.keys() - {"flags"}}
    assert expected | {*QUESTION_FLAGS} == exported.keys()


@pytest.mark.parametrize("use", NOT_USED, ids=["table", "report"])
def test_every_exported_field_of_a_question_is_used_or_left_out_for_a_reason(
    use: Callable[[Mapping[str, Any], str], Any],
) -> None:
    read: set[str] = set()
    data = report(hour())
    use({**data, "questions": [Watched(question, read) for question in data["questions"]]}, "da")
    assert data["questions"][0].keys() - read == NOT_USED[use].keys()


def test_the_scripted_hour_has_both_values_of_every_flag_of_a_question() -> None:
    questions = report(hour())["questions"]
    flags = [name for name, value in questions[0].items() if isinstance(value, bool)]
    assert [name for name in flags if {question[name] for question in questions} != {True, False}] == []


def test_the_report_says_of_a_skipped_pitfall_that_its_answer_was_not_given() -> None:
    story = Story().given(e.StepEntered("walk:to"), e.BeatReached(1), e.StepEntered("poll"))
    themes = [theme for theme in report_model(report(story.state), "da").themes if theme.number]
    assert [theme.took for theme in themes] == ["Svaret (sprunget over i dag)", "Svaret i dag"]
