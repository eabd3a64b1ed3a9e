"""Ctrl+C while modules are being loaded, when nothing has been opened yet that would have to be closed."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

EXIT_INTERRUPTED = 130


@contextmanager
def ends_at_once() -> Iterator[None]:
    """Within the block Ctrl+C ends the process at once.

    A KeyboardInterrupt could be swallowed by a module that is being imported, or print a traceback.
    """
    before = signal.signal(signal.SIGINT, lambda *_: os._exit(EXIT_INTERRUPTED))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
