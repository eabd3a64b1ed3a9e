"""The questions as a table for a spreadsheet.

With a byte-order mark and, where the decimal sign is a comma, semicolons, so that a Danish Excel opens
it right. No cell is a formula, by whichever separator the file is read: wherever one could begin, also
after a comma, semicolon, tab or line break within a text, an apostrophe comes before it.
"""

import csv
import io
import re
from collections.abc import Mapping
from typing import Any

from app.exports import Format
from app.exports.columns import about_texts, headings, note_row, rows
from app.exports.report_data import report
from app.exports.words import words_in

# Where a cell could begin, what a program that reads the file may skip there, and what makes it a formula.
_FORMULA = re.compile(r"""((?:^|[,;|\t\r\n])(?:(?![\t\r\n])[\s"\0])*)([=+\-@＝＋－＠])""")
_BLANK_BEGINNING = ("\t", "\r", "\n", "\0")


def export_csv(report: Mapping[str, Any], language: str) -> bytes:
    """One row per question, every cell quoted; the last says what is left out, or is not for others."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=words_in(language).separator, quoting=csv.QUOTE_ALL)
    writer.writerow(map(escape_formula, headings(language)))
    for row in rows(report, language):
        writer.writerow([escape_formula(str(cell)) for cell in row])
    if sentence := about_texts(report, language):
        writer.writerow(note_row(sentence))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def escape_formula(cell: str) -> str:
    """The cell as text, whatever it or a part of it begins with."""
    escaped = _FORMULA.sub(r"\1'\2", cell)
    return "'" + escaped if escaped.startswith(_BLANK_BEGINNING) else escaped


CSV = Format(
    name="csv",
    media_type="text/csv; charset=utf-8",
    labels={"da": "CSV", "en": "CSV"},
    purpose="the questions as one table, for spreadsheets and scripts",
    render=lambda state, language: export_csv(report(state), language),
    whole=lambda state, language: export_csv(report(state, whole=True), language),
)
