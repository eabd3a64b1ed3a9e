"""Files on disk: who may read new ones, when they are written for good, and how one takes another's place."""

import contextlib
import errno
import os
import sys
import time
from pathlib import Path

# On Windows a file has no modes: those of the folder of a user are readable by that user and administrators.
HAS_MODES = sys.platform != "win32"
# How often and how soon Windows is asked again to replace a file that another program has open.
TRIES = 20
PAUSE_S = 0.05


def keep_files_private() -> None:
    """Make new files and folders of this process accessible to their owner alone."""
    os.umask(0o077)


def belongs_to_this_user(path: Path) -> bool:
    """Whether the file or folder is this user's; on Windows, where owners are not asked for, always."""
    return sys.platform == "win32" or path.stat().st_uid == os.geteuid()


def is_full(error: OSError) -> bool:
    """Whether the error says that the disk, or this user's share of it, is full."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def make_file(path: Path, mode: int, *, for_folder: bool) -> None:
    """Make an empty file; raises FileExistsError.

    With `for_folder` a file that root makes in the folder of another user belongs to that user, whose server
    could not open it otherwise.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        if for_folder and sys.platform != "win32" and os.geteuid() == 0:
            folder = path.parent.stat()
            os.fchown(descriptor, folder.st_uid, folder.st_gid)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Wait until the content of the file is on disk."""
    # Windows syncs only what may be written to.
    descriptor = os.open(path, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY)
    try:
        _sync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(path: Path) -> None:
    """Wait until the names in the folder are on disk; Windows has no such call, and journals names."""
    if sys.platform == "win32":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        _sync(descriptor)
    finally:
        os.close(descriptor)


def sync_data(descriptor: int) -> None:
    """Wait until the content of an open file is on disk, by the call that SQLite makes for a commit."""
    if sys.platform == "linux":
        os.fdatasync(descriptor)
    else:
        _sync(descriptor)


def _sync(descriptor: int) -> None:
    if sys.platform == "darwin":
        import fcntl

        # `fsync` leaves what is written in the memory of the disk; some disks in the network know only that.
        with contextlib.suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)


def replace(source: Path, target: Path) -> None:
    """Let `source` take the place and name of `target`, so that there is always one of them.

    On Windows that is refused while a program has one of them open, such as a virus scanner for a moment.
    """
    for left in reversed(range(TRIES)):
        try:
            os.replace(source, target)
            return
        except PermissionError:
            if sys.platform != "win32" or not left:
                raise
            time.sleep(PAUSE_S)
