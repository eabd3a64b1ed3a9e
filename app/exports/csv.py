"""The questions as CSV, safe against formula injection.

UTF-8 with a byte-order mark; the separator is a semicolon in languages whose decimal sign is a comma, as a
Danish Excel expects. No cell becomes a formula, whichever separator a program assumes: an apostrophe is put
before every sign that could begin a formula, also after a comma, semicolon, tab or line break in a text.
"""

import csv
import io
import re
from collections.abc import Mapping
from typing import Any

from app.core.languages import alike
from app.exports import Format
from app.exports.columns import about_texts, headings, note_row, rows
from app.exports.report_data import report
from app.exports.words import words_in

# Group 1: where a cell could begin, with what a program may skip there. Group 2: what makes it a formula.
_FORMULA = re.compile(r"""((?:^|[,;|\t\r\n])(?:(?![\t\r\n])[\s"\0])*)([=+\-@＝＋－＠])""")
_BLANK_BEGINNING = ("\t", "\r", "\n", "\0")


def export_csv(report: Mapping[str, Any], language: str) -> bytes:
    """One row per question, every cell quoted; where needed, a last row with the note of `about_texts`."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=words_in(language).separator, quoting=csv.QUOTE_ALL)
    writer.writerow(map(escape_formula, headings(language)))
    for row in rows(report, language):
        writer.writerow([escape_formula(str(cell)) for cell in row])
    if sentence := about_texts(report, language):
        writer.writerow(note_row(sentence))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def escape_formula(cell: str) -> str:
    """The cell, with an apostrophe before every sign that could begin a formula."""
    escaped = _FORMULA.sub(r"\1'\2", cell)
    return "'" + escaped if escaped.startswith(_BLANK_BEGINNING) else escaped


CSV = Format(
    name="csv",
    media_type="text/csv; charset=utf-8",
    labels=alike("CSV"),
    purpose="the questions as one table, for spreadsheets and scripts",
    render=lambda state, language: export_csv(report(state), language),
    whole=lambda state, language: export_csv(report(state, whole=True), language),
)
