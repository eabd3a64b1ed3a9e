"""The lock on a data folder: one server at a time, since each relies on being the log's only writer."""

import os
from pathlib import Path

from app.platform.file_lock import CAN_READ_LOCKED, FileLock, TakenLock
from app.platform.files import is_full
from app.store.private_files import FILE_MODE, FOLDER_MODE, make_missing

LOCK = "lock"
# A command that looks whether a server runs has the lock for a moment.
PATIENCE_S = 0.3


class DataFolderError(Exception):
    """The data folder cannot be used; the message says what to do."""


def unusable(path: Path, error: OSError) -> DataFolderError:
    """A file of the data folder cannot be opened, most often since it belongs to another user, or written."""
    if is_full(error):
        return full(path.parent)
    return DataFolderError(
        f"{path} cannot be read ({error.strerror}). It must belong to the user that Summe runs as: "
        "change that with chown."
    )


def full(folder: Path) -> DataFolderError:
    """There is no room for what a start has to write."""
    return DataFolderError(
        f"The disk with the data folder {folder} is full. Make room on it and start Summe again; leave the "
        "files in the folder as they are, since nothing that was stored is lost."
    )


class FolderLock:
    """An exclusive lock on a data folder, which the system releases however the process ends.

    The locked file has the number of the process, where others can read a locked file. Raises DataFolderError
    when the folder is locked by another server, still after `patience_s`, or cannot be written.
    """

    def __init__(self, folder: Path, patience_s: float = 0.0) -> None:
        file = folder / LOCK
        try:
            folder.mkdir(FOLDER_MODE, parents=True, exist_ok=True)
            make_missing(file)
            self._lock = FileLock(file, FILE_MODE, patience_s)
        except OSError as error:
            if is_full(error):
                raise full(folder) from error
            raise DataFolderError(
                f"The data folder {folder} cannot be written ({error.strerror}). "
                "Give Summe a folder of its own with SUMME_DATA."
            ) from error
        except TakenLock as error:
            raise DataFolderError(
                f"Another Summe is using the data folder {folder}. "
                "Stop it, or give this one its own folder with SUMME_DATA."
            ) from error
        if CAN_READ_LOCKED:
            try:
                file.write_text(str(os.getpid()), encoding="ascii")
            except OSError as error:
                self._lock.release()
                raise unusable(file, error) from error

    def release(self) -> None:
        self._lock.release()
