"""The questions as a table for a spreadsheet.

With a byte-order mark and, where the decimal sign is a comma, semicolons, so that a Danish Excel opens
it right; cells that a spreadsheet would take for a formula are defused with an apostrophe.
"""

import csv
import io
from collections.abc import Mapping
from typing import Any

from app.core.commands import Answer
from app.core.rows import QuestionState
from app.exports import Format
from app.exports.report_data import report
from app.exports.report_model import local_time, pitfall_titles
from app.exports.words import Words, words_in

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def export_csv(report: Mapping[str, Any], language: str) -> bytes:
    """One row per question, every cell quoted."""
    words = words_in(language)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=words.separator, quoting=csv.QUOTE_ALL)
    writer.writerow(words.columns)
    titles = pitfall_titles(report, language)
    for question in report["questions"]:
        writer.writerow([defuse(str(cell)) for cell in cells(question, titles, words)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def defuse(cell: str) -> str:
    """The cell as text, whatever it begins with."""
    return "'" + cell if cell.startswith(_FORMULA) else cell


def cells(question: Mapping[str, Any], titles: Mapping[str, str], words: Words) -> list[str | int]:
    """A question as a row, in the order of `Words.columns`."""
    state: QuestionState = "merged" if question["merged_into"] else question["state"]
    answer: Answer | None = question["answer"]
    return [
        question["number"],
        question["text"],
        titles.get(question["pitfall"], words.unplaced),
        words.states[state],
        words.answers[answer] if answer else "",
        question["support"],
        words.yes if question["taken_up"] else "",
        words.yes if question["next"] else "",
        question["merged_into"] or "",
        question["follows"] or "",
        local_time(question["at_ms"]).strftime("%Y-%m-%d %H:%M:%S"),
    ]


CSV = Format(
    name="csv",
    media_type="text/csv; charset=utf-8",
    labels={"da": "CSV", "en": "CSV"},
    purpose="the questions as one table, for spreadsheets and scripts",
    render=lambda state, language: export_csv(report(state), language),
    reads_as_report=False,
    quotes="all",
)
