"""The address of the running server, noted in its data folder for commands and for a second start.

A server that found its port taken listens on another one, which is in no setting. Where no server runs,
another user's program may listen at any address: then a command does not send the folder's key anywhere.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.store.lock import LOCK, DataFolderError, FolderLock
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
        forget(folder)


def noted_in(folder: Path) -> str | None:
    """The URL that is noted; None where no server has started, or has stopped as it should."""
    try:
        return (folder / ADDRESS).read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError):
        return None


def forget(folder: Path) -> None:
    """Remove the address that a killed server has left. Only for the one that has locked the folder."""
    with suppress(OSError):
        (folder / ADDRESS).unlink()


def is_served(folder: Path) -> bool:
    """Whether a server has locked this data folder; also where that cannot be found out.

    Where none has, no address is noted any more.
    """
    if not (folder / LOCK).exists():
        return False
    try:
        lock = FolderLock(folder)
    except DataFolderError:
        return True
    forget(folder)
    lock.release()
    return False
