"""Report data: every field of a question is exported, under its name or another, or left out for a reason."""

from app.core.events import QUESTION_FLAGS
from app.core.state import Question
from app.exports.report_data import report
from tests.exports.scripted import hour

UNDER_ANOTHER_NAME = {
    "id": "number",
    "participant": "from_phone",
    "texts": "text",
    "visibility": "state",
    "into": "merged_into",
    "supporters": "support",
}
LEFT_OUT = {
    "text_seq": "where the words stand in the log",
    "judged": "when the asker last wrote; `why` is about these words",
    "merged": "every question says itself which one it lies under",
    "proposed": "a hint for grouping; `pitfall` is where the question was placed",
}


def test_every_field_of_a_question_is_in_the_report_data_or_left_out_for_a_reason() -> None:
    exported = report(hour())["questions"][0]
    fields = {name for name in Question.__struct_fields__ if not name.startswith("r_")}
    expected = {UNDER_ANOTHER_NAME.get(name, name) for name in fields - LEFT_OUT.keys() - {"flags"}}
    assert expected | {*QUESTION_FLAGS} == exported.keys()


def test_the_scripted_hour_has_both_values_of_every_flag_of_a_question() -> None:
    questions = report(hour())["questions"]
    flags = [name for name, value in questions[0].items() if isinstance(value, bool)]
    assert [name for name in flags if {question[name] for question in questions} != {True, False}] == []
