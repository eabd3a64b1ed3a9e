"""The columns of the table of questions, the same in CSV and XLSX.

Add a new column at the end: scripts rely on the positions of the others.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from app.core.commands import Answer
from app.core.events import QuestionFlag
from app.core.languages import PerLanguage
from app.core.rows import QuestionState
from app.exports import sentences
from app.exports.report_data import answer_is_hidden, cell_of, is_counted, is_quotable, reply_of
from app.exports.report_model import pitfall_titles
from app.exports.times import cell_time
from app.exports.words import Words, words_in

Cell = str | int | datetime


@dataclass(frozen=True, slots=True)
class TableRow:
    """A question of the report data, with the words and the pitfalls' titles in the table's language.

    `cell` is the pitfall or the tray in which it counts. `reply` is the one for its asker,
    empty if there is none.
    """

    question: Mapping[str, Any]
    cell: str
    reply: Mapping[str, Any]
    words: Words
    titles: Mapping[str, str]
    hides_answer: bool


@dataclass(frozen=True, slots=True)
class Column:
    """`width` is the width of the column in a spreadsheet, in characters."""

    heading: PerLanguage[str]
    width: int
    value: Callable[[TableRow], Cell]


def _named(question: Mapping[str, Any]) -> QuestionState | Literal["not_on_board"]:
    if question["merged_into"]:
        return "merged"
    state: QuestionState = question["state"]
    # A new question waits for no check of its text; the report has it.
    return "not_on_board" if state == "held" and is_counted(question) else state


def _state(row: TableRow) -> str:
    said = row.words.states[_named(row.question)]
    return f"{said}, {row.words.flags['left_out']}" if row.question["left_out"] else said


def _answer(row: TableRow) -> str:
    if row.hides_answer:
        return row.words.answer_hidden
    answer: Answer | None = row.question["answer"]
    return row.words.answers[answer] if answer else ""


def _pitfall(row: TableRow) -> str:
    """Empty for a new question, which is not to be placed."""
    return "" if row.question["next"] else row.titles.get(row.cell, row.words.unplaced)


def _is(field: QuestionFlag | Literal["next"]) -> Callable[[TableRow], str]:
    """ "Yes" where this field of the question is true."""
    return lambda row: row.words.yes if row.question[field] else ""


def _replied_at(row: TableRow) -> Cell:
    return cell_time(row.reply["at_ms"]) if row.reply else ""


COLUMNS = (
    Column({"da": "Nr.", "en": "No."}, 6, lambda row: row.question["number"]),
    Column({"da": "Spørgsmål", "en": "Question"}, 70, lambda row: row.question["text"]),
    Column({"da": "Faldgrube", "en": "Pitfall"}, 32, _pitfall),
    Column({"da": "Tilstand", "en": "State"}, 14, _state),
    Column({"da": "Fik svar?", "en": "Answered?"}, 12, _answer),
    Column({"da": "Vil også vide det", "en": "Want to know too"}, 12, lambda row: row.question["support"]),
    Column({"da": "Taget op i salen", "en": "Discussed in the room"}, 12, _is("taken_up")),
    Column({"da": "Nyt spørgsmål", "en": "New question"}, 12, _is("next")),
    Column(
        {"da": "Lagt sammen med nr.", "en": "Merged with no."},
        12,
        lambda row: row.question["merged_into"] or "",
    ),
    Column({"da": "Følger efter nr.", "en": "Follows no."}, 12, lambda row: row.question["follows"] or ""),
    Column({"da": "Tidspunkt", "en": "Time"}, 20, lambda row: cell_time(row.question["at_ms"])),
    Column({"da": "Lagt til side", "en": "Set aside"}, 12, _is("parked")),
    Column({"da": "Svar", "en": "Reply"}, 50, lambda row: row.reply.get("text", "")),
    Column({"da": "Svar fra", "en": "Reply from"}, 24, lambda row: row.reply.get("signed", "")),
    Column({"da": "Svarets tidspunkt", "en": "Time of the reply"}, 20, _replied_at),
)


def _hides_answer(report: Mapping[str, Any], question: Mapping[str, Any]) -> bool:
    """Whether the question counts in the poll, and the small-group rule hides whether it was answered."""
    return not question["next"] and question["state"] == "shown" and answer_is_hidden(report, question)


def headings(language: str) -> list[str]:
    """The first row of the table."""
    return [column.heading[words_in(language).language] for column in COLUMNS]


def rows(report: Mapping[str, Any], language: str) -> list[list[Cell]]:
    """The rows below the headings, one for each question whose text is in the report data."""
    words, titles = words_in(language), pitfall_titles(report, language)
    return [
        [
            column.value(
                TableRow(
                    question,
                    cell_of(report, question),
                    reply_of(report, question) or {},
                    words,
                    titles,
                    _hides_answer(report, question),
                )
            )
            for column in COLUMNS
        ]
        for question in report["questions"]
        if question["text"] is not None
    ]


def about_texts(report: Mapping[str, Any], language: str) -> str:
    """The sentence that says how many texts are left out of the file, or are in it and may not be quoted.

    Empty when all may be quoted.
    """
    words = words_in(language)
    if report["left_out"]:
        return sentences.left_out(report, words)
    confidential = sum(not is_quotable(question) for question in report["questions"])
    return words.confidential(confidential) if confidential else ""


def note_row(sentence: str) -> list[str]:
    """A row with a sentence in the column of the question's text; all other cells are empty."""
    return ["", sentence, *[""] * (len(COLUMNS) - 2)]
