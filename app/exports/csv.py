"""The questions as a table for a spreadsheet.

With a byte-order mark and, where the decimal sign is a comma, semicolons, so that a Danish Excel opens
it right; cells that a spreadsheet would take for a formula are defused with an apostrophe.
"""

import csv
import io
from datetime import UTC, datetime
from typing import Any

from app.exports.words import words

_SEPARATORS = {"da": ";"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def export_csv(report: dict[str, Any]) -> bytes:
    """One row per question, every cell quoted."""
    said = words(report["language"])
    out = io.StringIO()
    writer = csv.writer(out, delimiter=_SEPARATORS.get(report["language"], ","), quoting=csv.QUOTE_ALL)
    writer.writerow(said["columns"])
    titles = pitfall_titles(report)
    for question in report["questions"]:
        writer.writerow([defuse(str(cell)) for cell in _cells(question, titles, said)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def defuse(cell: str) -> str:
    """The cell as text, whatever it begins with."""
    return "'" + cell if cell.startswith(_FORMULA) else cell


def pitfall_titles(report: dict[str, Any]) -> dict[str, str]:
    """What each pitfall is called, in the session's language."""
    own = {p["id"]: p["title"][report["language"]] for p in report["run_sheet"]["pitfalls"]}
    return {p["id"]: p["title"] or own.get(p["id"], p["id"]) for p in report["pitfalls"]}


def _cells(question: dict[str, Any], titles: dict[str, str], said: dict[str, Any]) -> list[object]:
    at = datetime.fromtimestamp(question["at_ms"] / 1000, tz=UTC).astimezone()
    state = "merged" if question["merged_into"] else question["state"]
    return [
        question["number"],
        question["text"],
        titles.get(question["pitfall"], said["unplaced"]),
        said["states"][state],
        said["answers"].get(question["answer"], ""),
        question["support"],
        said["yes"] if question["taken_up"] else "",
        said["yes"] if question["next"] else "",
        question["merged_into"] or "",
        question["follows"] or "",
        at.strftime("%Y-%m-%d %H:%M:%S"),
    ]
