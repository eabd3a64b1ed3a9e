"""The exports of the scripted hour as they stand in `tests/golden/exports`.

`TZ=Europe/Copenhagen python -m tests.exports.golden` writes them anew; look at what has changed before
you commit it.
"""

import io
import json
from pathlib import Path
from typing import Any

import openpyxl

from app.exports.csv import export_csv
from app.exports.html import export_html
from app.exports.markdown import export_markdown
from app.exports.rows import export, report
from app.exports.xlsx import export_xlsx
from tests.exports.scripted import hour

FOLDER = Path(__file__).parent.parent / "golden" / "exports"
LANGUAGES = ("da", "en")


def workbook(language: str) -> Any:
    """The workbook of the hour, opened."""
    return openpyxl.load_workbook(io.BytesIO(export_xlsx(report(hour(language)), language)))


def cells_as_text(language: str) -> str:
    """Every cell of the workbook with its type, a line each."""
    return "".join(
        f"{sheet.title}!{cell.coordinate} {cell.data_type} {cell.value!r}\n"
        for sheet in workbook(language)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    )


def exports(language: str) -> dict[str, str]:
    """What each golden file should hold."""
    state = hour(language)
    told = report(state)
    return {
        "hour.json": json.dumps(export(state), ensure_ascii=False, indent=2) + "\n",
        "hour.csv": export_csv(told, language).decode("utf-8-sig"),
        "hour.md": export_markdown(told, language),
        "hour.html": export_html(told, language),
        "hour.xlsx.txt": cells_as_text(language),
    }


if __name__ == "__main__":
    for one in LANGUAGES:
        (FOLDER / one).mkdir(exist_ok=True)
        for name, text in exports(one).items():
            (FOLDER / one / name).write_text(text, newline="")
