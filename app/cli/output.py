"""Standard output of commands that write a file or an answer there, for another program to read."""

import sys

from app.cli.exits import stop


def write_out(content: bytes, what: str = "export") -> None:
    """Write it at once, for a program that waits; ends the command where `what` cannot be written."""
    try:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except OSError as error:
        raise stop(f"The {what} could not be written ({error.strerror}).") from None
