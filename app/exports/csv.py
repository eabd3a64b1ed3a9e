"""The questions as CSV, safe against formula injection.

Which separator Excel splits at depends on the region that the computer is set to, which a server does not
know. So the file is made with the one that is asked for: a tab in UTF-16, which Excel splits at in every
region, or a semicolon or a comma in UTF-8 with a byte-order mark. (A first line `sep=;` would make Excel
ignore the mark, and is a row of the table to other programs.) Unless one is asked for, it is a semicolon in
languages whose decimal sign is a comma. No cell holds a fraction, and times are ISO 8601, which a spreadsheet
takes as times in every language.

No cell becomes a formula, whichever separator a program assumes: an apostrophe is put before every sign that
could begin a formula, also after a comma, semicolon, tab or line break in a text.
"""

import csv
import io
import re
from collections.abc import Mapping
from typing import Any, Literal, get_args

from app.core.languages import alike
from app.core.state import State
from app.exports import Format
from app.exports.columns import about_texts, headings, note_row, rows
from app.exports.report_data import report
from app.exports.words import words_in

# Group 1: where a cell could begin, with what a program may skip there. Group 2: what makes it a formula.
_FORMULA = re.compile(r"""((?:^|[,;|\t\r\n])(?:(?![\t\r\n])[\s"\0])*)([=+\-@＝＋－＠])""")
_BLANK_BEGINNING = ("\t", "\r", "\n", "\0")

Separator = Literal["tab", "semicolon", "comma"]
# In the order in which people are offered them.
SEPARATORS: tuple[Separator, ...] = get_args(Separator)
_SIGNS: dict[Separator, str] = {"tab": "\t", "semicolon": ";", "comma": ","}


def export_csv(report: Mapping[str, Any], language: str, separator: Separator | None = None) -> bytes:
    """One row per question, every cell quoted; where needed, a last row with the note of `about_texts`."""
    out = io.StringIO()
    sign = _SIGNS[separator] if separator else words_in(language).separator
    writer = csv.writer(out, delimiter=sign, quoting=csv.QUOTE_ALL)
    writer.writerow(map(escape_formula, headings(language)))
    for row in rows(report, language):
        writer.writerow([escape_formula(str(cell)) for cell in row])
    if sentence := about_texts(report, language):
        writer.writerow(note_row(sentence))
    return f"\ufeff{out.getvalue()}".encode("utf-16-le" if separator == "tab" else "utf-8")


def escape_formula(cell: str) -> str:
    """The cell, with an apostrophe before every sign that could begin a formula."""
    escaped = _FORMULA.sub(r"\1'\2", cell)
    return "'" + escaped if escaped.startswith(_BLANK_BEGINNING) else escaped


def _format(separator: Separator | None) -> Format:
    def render(state: State, language: str) -> bytes:
        return export_csv(report(state), language, separator)

    def whole(state: State, language: str) -> bytes:
        return export_csv(report(state, whole=True), language, separator)

    return Format(
        name="csv",
        media_type=f"text/csv; charset={'utf-16' if separator == 'tab' else 'utf-8'}",
        labels=alike("CSV"),
        purpose="the questions as one table, for spreadsheets and scripts",
        render=render,
        whole=whole,
        compared=None,
    )


CSV = _format(None)
CSV_WITH = {separator: _format(separator) for separator in SEPARATORS}
