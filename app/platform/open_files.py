"""How many files and connections a process may have open."""

import importlib
import sys


def most_open_files() -> int | None:
    """The limit that a process may raise its own to; None where there is none, as on Windows."""
    if sys.platform == "win32":
        return None
    resource = importlib.import_module("resource")  # only on POSIX
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    return None if most == resource.RLIM_INFINITY else int(most)
