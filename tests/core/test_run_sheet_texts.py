"""Every text of a run sheet reaches a screen and the report, or is left out for a reason.

Otherwise a key that is added to run sheets, for a new step say, could be forgotten unnoticed.
"""

from collections.abc import Callable
from typing import Any

import pytest

from app.core.run_sheet import RunSheet
from app.core.run_sheet_reader import run_sheet_from_dict, run_sheet_to_dict
from app.core.views import Audience, show
from app.exports.report_data import report
from app.exports.report_model import report_model
from tests.core.sheet import Story
from tests.golden import session as golden

LANGUAGE = "da"


def on_screens(sheet: RunSheet) -> str:
    state = Story(sheet).state
    return str([show(state, Audience(role, LANGUAGE)) for role in ("phone", "board", "console")])


def in_the_report(sheet: RunSheet) -> str:
    return str(report_model(report(Story(sheet).state), LANGUAGE))


# By output: the texts of a run sheet that it leaves out, each with the reason.
LEFT_OUT: dict[Callable[[RunSheet], str], dict[str, str]] = {
    on_screens: {},
    in_the_report: {
        "questions.prompt": "stands over the text box",
        "alone.prompt": "an instruction for the moment",
        "buzz.prompts": "an instruction for the moment",
        "buzz.afterwards": "an instruction for the moment",
        "pitfalls.causes": "the talk itself; the report has what the room asked and the answers",
        "closing": "the last words on the board",
        "momentum.words.points": "the talk itself; the report has where the dots are",
        "poll.question": "the report says the same in its own words",
        "poll.next_question": "the report says the same in its own words",
        "notes": "for the presenter alone",
    },
}


def marked(sheet: RunSheet) -> tuple[RunSheet, dict[str, str]]:
    """The sheet with a mark in place of every text, and the key of each mark."""
    keys: dict[str, str] = {}

    def mark(value: Any, key: str, is_text: bool = False) -> Any:
        if isinstance(value, dict):
            by_language = value.keys() <= set(sheet.languages)
            by_step = key in ("notes", "minutes")
            return {
                name: mark(inner, key if by_language or by_step else f"{key}.{name}".lstrip("."), by_language)
                for name, inner in value.items()
            }
        if isinstance(value, list):
            return [mark(inner, key, is_text) for inner in value]
        if not is_text:
            return value
        text = f"text {len(keys)}."
        keys[text] = key
        return text

    return run_sheet_from_dict(mark(run_sheet_to_dict(sheet), "")), keys


@pytest.mark.parametrize("made", LEFT_OUT, ids=lambda made: made.__name__)
def test_every_text_of_a_run_sheet_is_there_or_left_out_for_a_reason(made: Callable[[RunSheet], str]) -> None:
    sheet, keys = marked(golden.sheet())
    report = made(sheet)
    missing = set(keys.values()) - {key for text, key in keys.items() if text in report}
    assert missing == LEFT_OUT[made].keys()
