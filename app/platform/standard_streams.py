"""Standard streams: closed ones, and terminals that cannot show every character."""

import io
import os
import sys


def prepare() -> None:
    """Open standard streams that are closed, and let none fail because of a character.

    A file opened later, say the database, would otherwise get the descriptor of a closed one and all that is
    printed. A terminal of Windows, or a pipe there, may have no more than some 200 characters.
    """
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest descriptor that is free, which is this one
    sys.stdout = sys.stdout or os.fdopen(1, "w", encoding="utf-8")
    sys.stderr = sys.stderr or os.fdopen(2, "w", encoding="utf-8")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
