"""Golden files of the exports of the scripted hour, in `tests/golden/exports`.

The command in `REGENERATE` writes them, for every format and language; review the difference before you
commit it.
"""

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

from app.core.languages import LANGUAGES
from app.exports.formats import FORMATS
from tests.exports.office_files import document_as_text, slides_as_text
from tests.exports.scripted import hour

FOLDER = Path(__file__).parent.parent / "golden" / "exports"
REGENERATE = "TZ=Europe/Copenhagen python -m tests.exports.golden"
# Formats without a golden file, each with its reason.
NOT_COMPARED = {"pdf": "typst lays it out; its words are compared with the report's in test_formats.py"}


def workbook(file: bytes) -> Any:
    """Open an exported workbook."""
    return openpyxl.load_workbook(io.BytesIO(file))


def cells_as_text(file: bytes) -> str:
    """Every cell of the workbook with its type, one a line."""
    return "".join(
        f"{sheet.title}!{cell.coordinate} {cell.data_type} {cell.value!r}\n"
        for sheet in workbook(file)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    )


def _as_it_is(file: bytes) -> str:
    return file.decode("utf-8-sig")


# By format that is not text: how its golden file is made.
_AS_TEXT: dict[str, Callable[[bytes], str]] = {
    "docx": document_as_text,
    "pptx": slides_as_text,
    "xlsx": cells_as_text,
}


def golden_name(format: str) -> str:
    """The golden file of a format."""
    return f"hour.{format}.txt" if format in _AS_TEXT else f"hour.{format}"


@cache
def file_of_the_hour(format: str, language: str) -> bytes:
    """The scripted hour in a format."""
    return FORMATS[format].render(hour(language), language)


@cache
def workbook_of_the_hour(language: str) -> Any:
    """The workbook of the scripted hour, to be read only."""
    return workbook(file_of_the_hour("xlsx", language))


def exported(format: str, language: str) -> str:
    """The content of the format's golden file."""
    return _AS_TEXT.get(format, _as_it_is)(file_of_the_hour(format, language))


COMPARED = [name for name in FORMATS if name not in NOT_COMPARED]

if __name__ == "__main__":
    for one in LANGUAGES:
        (FOLDER / one).mkdir(exist_ok=True)
        for format in COMPARED:
            (FOLDER / one / golden_name(format)).write_text(exported(format, one), newline="")
