"""What this process may use and uses, and what the computer has: open files, memory, cores."""

import contextlib
import ctypes
import socket
import sys

import psutil

# macOS names no limit at all and then grants no more than one of these.
_GRANTED = (65_536, 24_576, 10_240, 4_096)
# Where there is no limit, memory is one.
_UNLIMITED = 1_000_000

if sys.platform == "win32":

    def most_open_files() -> int | None:
        """Windows limits no sockets."""
        return None

    def open_many_files() -> None:
        """Windows limits no sockets."""

    def allowed_files() -> int:
        """Windows limits no sockets."""
        return _UNLIMITED

else:
    import resource

    def most_open_files() -> int | None:
        """The limit that a process may raise its own to; None where there is none."""
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        return None if most == resource.RLIM_INFINITY else most

    def open_many_files() -> None:
        """Raise the limit of open files as far as it goes: an audience needs more than the usual 1,024."""
        allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        if allowed == most:
            return
        limited = most != resource.RLIM_INFINITY
        for wanted in (most, *(one for one in _GRANTED if one > allowed and not (limited and one > most))):
            with contextlib.suppress(ValueError, OSError):  # a limit that is named and not granted
                resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
                return

    def allowed_files() -> int:
        """How many files this process may have open; read each time, as it may change."""
        allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        return _UNLIMITED if allowed == resource.RLIM_INFINITY else allowed


def files_open_before(one: socket.socket) -> int:
    """How many files were open before this socket: the system assigns the lowest number that is free.

    On Windows the number of a socket does not say that, and other files do not count towards the limit.
    """
    return 0 if sys.platform == "win32" else one.fileno()


def resident_bytes() -> int:
    """The memory that this process has of the computer."""
    return int(psutil.Process().memory_info().rss)


def return_freed_memory() -> None:
    """Give freed memory back to the system, which GNU's C library keeps until then; takes a while."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:  # another C library
            trim(0)


def free_memory_bytes() -> int:
    """What programs can be given before others have to make room."""
    return int(psutil.virtual_memory().available)


def cores() -> int:
    """The cores that the system counts, at least one."""
    return psutil.cpu_count() or 1
