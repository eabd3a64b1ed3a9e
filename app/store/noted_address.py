"""The address of the running server, noted in its data folder for commands and for a second start.

A server that found its port taken listens on another one, which no setting tells.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.store.private_files import write_whole

ADDRESS = "address"
_logger = logging.getLogger("summe.store")


@contextmanager
def noted(folder: Path, url: str) -> Iterator[None]:
    """The URL is noted within the block; on a disk that takes no file the server runs without."""
    try:
        write_whole(folder / ADDRESS, url)
    except OSError as error:
        _logger.warning(
            "commands need SUMME_PORT: %s cannot be written (%s)", folder / ADDRESS, error.strerror
        )
    try:
        yield
    finally:
        # Where it stays, commands find that no Summe answers there.
        with suppress(OSError):
            (folder / ADDRESS).unlink()


def noted_in(folder: Path) -> str | None:
    """The URL that is noted; None where no server has started, or has stopped as it should."""
    try:
        return (folder / ADDRESS).read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError):
        return None
