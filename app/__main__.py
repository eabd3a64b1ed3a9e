"""The command `summe`, also as `python -m app`."""

import os
import signal
import sys

EXIT_INTERRUPTED = 130


def replace_closed_streams() -> None:
    """Put /dev/null in place of a standard stream that is closed.

    Otherwise the next file opened, say the database, would get its descriptor and all that is printed.
    """
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest descriptor that is free, which is this one
    sys.stdout = sys.stdout or os.fdopen(1, "w")
    sys.stderr = sys.stderr or os.fdopen(2, "w")


def main() -> None:
    """Run the command line. Ctrl+C while it loads ends it at once, as nothing has been opened yet."""
    replace_closed_streams()
    # A KeyboardInterrupt could be swallowed by a module that is being imported, or print a traceback.
    interrupted = signal.signal(signal.SIGINT, lambda *_: os._exit(EXIT_INTERRUPTED))
    from app.cli import main as run_command

    signal.signal(signal.SIGINT, interrupted)
    run_command()


if __name__ == "__main__":
    main()
