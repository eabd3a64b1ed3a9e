"""How a process is asked to stop: by a signal, by Ctrl+C or Ctrl+Break, or by closing its window.

Windows delivers no SIGTERM from another process, so a server that is supervised also stops when its standard
input ends (`standard_input`). The system then ends a process whose window is closed within some five seconds.
"""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable, Iterator

if sys.platform == "win32":
    import ctypes
    import time
    from ctypes import wintypes

    # The window is closed, the user logs off, the computer is shut down.
    _CLOSING = (2, 5, 6)
    # Longer than Windows waits for a process that is to end.
    _LONGER_THAN_ALLOWED_S = 60.0
    _Handler = ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.DWORD)

    @contextlib.contextmanager
    def stopped_by_signals(stop: Callable[[], None]) -> Iterator[None]:
        """Call `stop` in the running loop when the process is to stop, instead of ending it."""
        loop = asyncio.get_running_loop()

        def handle(event: int) -> bool:
            if event not in _CLOSING:
                return False  # Ctrl+C and Ctrl+Break are signals
            loop.call_soon_threadsafe(stop)
            # The process is ended as soon as this returns; until then it can stop by itself.
            time.sleep(_LONGER_THAN_ALLOWED_S)
            return True

        handler = _Handler(handle)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGBREAK):
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))
        ctypes.windll.kernel32.SetConsoleCtrlHandler(handler, True)
        try:
            yield
        finally:
            ctypes.windll.kernel32.SetConsoleCtrlHandler(handler, False)

else:

    @contextlib.contextmanager
    def stopped_by_signals(stop: Callable[[], None]) -> Iterator[None]:
        """Call `stop` in the running loop when the process is to stop, instead of ending it."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop)
        yield


def stop_this_process() -> None:
    """Send this process the signal to stop; may be called on any thread."""
    signal.raise_signal(signal.SIGTERM)
