"""What a link to the report shows, in every format it offers."""

import pytest

from app.core.state import State
from app.exports.formats import FORMATS
from app.exports.report_data import exported_questions, report
from app.exports.report_model import report_model
from app.exports.shown import formats_for, shown_state
from tests.exports.scripted import hour
from tests.exports.test_formats import bare, text_of, text_of_the_hour

FIGURES = formats_for("figures")


def question_texts(state: State) -> set[str]:
    return {bare(question.text) for question in exported_questions(state)}


@pytest.mark.parametrize("name", FIGURES)
def test_figures_alone_have_no_questions_words(name: str) -> None:
    state = hour("da")
    shown, whole = text_of(name, shown_state(state, "figures"), "da"), text_of_the_hour(name, "da")
    assert not {text for text in question_texts(state) if text in shown}
    assert {text for text in question_texts(state) if text in whole}


def test_figures_alone_are_the_figures_of_the_whole_report() -> None:
    state = hour("da")
    whole, figures = report(state), report(shown_state(state, "figures"))
    words = {"questions", "left_out"}
    assert {name: value for name, value in figures.items() if name not in words} == {
        name: value for name, value in whole.items() if name not in words
    }
    assert {question["text"] for question in figures["questions"]} == {None}


def test_figures_alone_do_not_say_that_nothing_is_to_be_followed_up() -> None:
    state = hour("da")
    whole, figures = (
        {figure.name: figure.value for figure in report_model(report(one), "da").figures}
        for one in (state, shown_state(state, "figures"))
    )
    assert whole["skal følges op"]
    assert figures == {**whole, "skal følges op": None}


def replies(state: State) -> set[str]:
    """The replies to exported questions, and who signed them."""
    given = [question.reply for question in exported_questions(state) if question.reply]
    return {bare(text) for reply in given for text in (reply.text, reply.signed) if text}


@pytest.mark.parametrize("name", FORMATS)
def test_questions_without_replies_have_no_reply_in_any_format_and_all_has_every_one(name: str) -> None:
    state = hour("da")
    assert replies(state)
    shown, whole = text_of(name, shown_state(state, "questions"), "da"), text_of_the_hour(name, "da")
    assert not {text for text in replies(state) if text in shown}
    assert not {text for text in replies(state) if text not in whole}
