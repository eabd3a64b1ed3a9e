"""A lock on a file, which the system releases however the process ends.

On Linux and macOS it is that of `flock`. Windows lets no other process read a file while it is locked.
"""

import sys
from pathlib import Path

from filelock import FileLock as _FileLock, Timeout

CAN_READ_LOCKED = sys.platform != "win32"


class TakenLock(Exception):
    """Another process has the lock."""


class FileLock:
    """An exclusive lock on a file, which is made when missing.

    Raises OSError, and TakenLock when another process still has it after `patience_s`.
    """

    def __init__(self, path: Path, mode: int, patience_s: float) -> None:
        # A file that only exists would outlast a crash, so no lock is better than a soft one.
        self._lock = _FileLock(
            path,
            timeout=patience_s,
            mode=mode,
            thread_local=False,
            fallback_to_soft=False,
            preserve_lock_file=True,
        )
        try:
            self._lock.acquire()
        except Timeout:
            raise TakenLock from None

    def release(self) -> None:
        self._lock.release()
