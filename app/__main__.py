"""The command `summe`, also as `python -m app`."""

import os
import signal

from app.platform import standard_streams

EXIT_INTERRUPTED = 130


def main() -> None:
    """Run the command line. Ctrl+C while it loads ends it at once, as nothing has been opened yet."""
    standard_streams.prepare()
    # A KeyboardInterrupt could be swallowed by a module that is being imported, or print a traceback.
    interrupted = signal.signal(signal.SIGINT, lambda *_: os._exit(EXIT_INTERRUPTED))
    from app.cli import main as run_command

    signal.signal(signal.SIGINT, interrupted)
    run_command()


if __name__ == "__main__":
    main()
