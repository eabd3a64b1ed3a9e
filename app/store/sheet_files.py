"""Edited run sheets as files of the data folder, as they were at first: taken over into the database.

A run sheet was `run-sheets/<id>.toml`, its former versions `run-sheets/former/<id>/<version id>.toml`. What
has been taken over is moved to `run-sheets/moved`, so that it is not taken over again.
"""

import asyncio
import logging
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from app.core.run_sheet_reader import ID
from app.store import NotSaved, OutcomeUnknown, SheetText, SheetTexts
from app.store.edited_run_sheets import FOLDER, VERSION_ID, version_id
from app.store.private_files import FOLDER_MODE

FORMER, LOCK, MOVED = "former", "lock", "moved"
_logger = logging.getLogger("summe.store")


async def take_over(data: Path, texts: SheetTexts) -> None:
    """Put the files into the database, and move them; what does not succeed is logged."""
    found = await asyncio.to_thread(lambda: [*_found(data / FOLDER)])
    if not found:
        return
    try:
        await texts.take_over(found)
    except (NotSaved, OutcomeUnknown) as error:
        _logger.error("edited run sheets stay files until the next start, and are not used: %s", error)
        return
    try:
        await asyncio.to_thread(_move, data / FOLDER)
    except OSError as error:
        _logger.warning("edited run sheets are in the database now, but their files stay: %s", error)


def _found(folder: Path) -> Iterator[SheetText]:
    """The current texts, and the former ones."""
    for file in sorted(folder.glob("*.toml")):
        if re.fullmatch(ID, file.stem) and file.is_file():
            text, at_ms = _text(file), file.stat().st_mtime_ns // 1_000_000
            yield SheetText(file.stem, version_id(at_ms, text), at_ms, True, text)
    for file in sorted((folder / FORMER).glob("*/*.toml")):
        version = re.fullmatch(VERSION_ID, file.stem)
        if version and re.fullmatch(ID, file.parent.name) and file.is_file():
            yield SheetText(file.parent.name, file.stem, int(version[1]), False, _text(file))


def _text(file: Path) -> str:
    """The text of a file; what is no UTF-8, or no database's, is shown as such, so that it can be mended."""
    return file.read_text(encoding="utf-8", errors="replace").replace("\0", "\ufffd")


def _move(folder: Path) -> None:
    before = sum(1 for _ in folder.glob(f"{MOVED}*"))
    moved = folder / (f"{MOVED}-{before + 1}" if before else MOVED)
    moved.mkdir(FOLDER_MODE, exist_ok=True)
    for file in [*folder.glob("*.toml"), folder / FORMER, folder / LOCK]:
        with suppress(FileNotFoundError):  # there is none, or another process has moved it
            file.rename(moved / file.name)
