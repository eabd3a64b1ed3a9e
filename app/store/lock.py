"""The lock on a data folder: one server at a time, since each relies on being the log's only writer."""

import fcntl
import os
from pathlib import Path

from app.store.private_files import FOLDER_MODE

LOCK = "lock"


class DataFolderError(Exception):
    """The data folder cannot be used; the message says what to do."""


class FolderLock:
    """An exclusive lock on a data folder, which the system releases however the process ends.

    Raises DataFolderError when the folder is locked by another server or cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(FOLDER_MODE, parents=True, exist_ok=True)
            self._file = (folder / LOCK).open("a")
        except OSError as error:
            raise DataFolderError(
                f"The data folder {folder} cannot be written ({error.strerror}). "
                "Give Summe a folder of its own with SUMME_DATA."
            ) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._file.close()
            raise DataFolderError(
                f"Another Summe is using the data folder {folder}. "
                "Stop it, or give this one its own folder with SUMME_DATA."
            ) from error
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def release(self) -> None:
        self._file.close()
