"""Files of the data folder: readable by its owner alone, and written atomically (whole or not at all).

A file that is written in place can be found half or empty after a full disk or a power cut. So it is
written under another name, synced, and renamed.
"""

import logging
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.platform import files

FOLDER_MODE, FILE_MODE = 0o700, 0o600
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_UNFINISHED = ".unfinished"
_logger = logging.getLogger("summe.store")


@contextmanager
def written_whole(path: Path, *, in_data_folder: bool = True) -> Iterator[Path]:
    """An empty file to fill, which takes the place of `path` on disk at the end; removed after an error.

    In a data folder it belongs to the folder's owner, elsewhere to the user of this process.
    """
    unfinished = path.with_name(f"{path.name}{_UNFINISHED}")
    unfinished.unlink(missing_ok=True)
    try:
        files.make_file(unfinished, FILE_MODE, for_folder=in_data_folder)
        yield unfinished
        files.sync_file(unfinished)
        files.replace(unfinished, path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    files.sync_folder(path.parent)


def make_missing(path: Path) -> None:
    """Make an empty file of a data folder where there is none, owned as `written_whole` says."""
    with suppress(FileExistsError):
        files.make_file(path, FILE_MODE, for_folder=True)


def write_whole(path: Path, text: str) -> None:
    """Write a text file so that it is there whole or not at all."""
    with written_whole(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8", newline="\n")


def mend_modes(folder: Path, names: tuple[str, ...]) -> None:
    """Remove the access of the computer's other users to the folder and to these files in it.

    A folder that all users share, such as /tmp, stays as it is, and so does a symbolic link. Where the file
    system has no modes, or the folder belongs to another user, that is logged and the start goes on.
    """
    if not files.HAS_MODES:
        return
    if folder.stat().st_mode & stat.S_ISVTX:
        _logger.warning("all users share the data folder %s; give Summe one of its own", folder)
    else:
        _mend(folder, FOLDER_MODE)
    for path in (folder / name for name in names):
        if path.is_file() and not path.is_symlink():
            _mend(path, FILE_MODE)


def _mend(path: Path, mode: int) -> None:
    before = stat.S_IMODE(path.stat().st_mode)
    if not before & _OTHERS:
        return
    try:
        path.chmod(mode)
        after = stat.S_IMODE(path.stat().st_mode)
    except OSError as error:
        _logger.warning("other users of this computer can reach %s (%s)", path, error.strerror)
        return
    if after & _OTHERS:
        _logger.warning("other users of this computer can reach %s: its disk keeps no modes", path)
    else:
        _logger.warning("%s is closed to other users now: its mode was %o and is %o", path, before, after)
