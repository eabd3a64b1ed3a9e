"""The wall clock of a server, which tests set (faketime)."""

import email.utils
import glob
import time
import urllib.request
from pathlib import Path

from tests.needs import need
from tests.server import Server

LIBRARY = "/usr/lib/*/faketime/libfaketimeMT.so.1"


class WallClock:
    """Sets the wall clock of a server started with it (faketime); the monotonic clock is unchanged."""

    def __init__(self, server: Server, file: Path) -> None:
        need("faketime")
        self._server = server
        self._file = file
        self.step(0)
        server.environment |= {
            "LD_PRELOAD": glob.glob(LIBRARY)[0],
            "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def step(self, seconds: int) -> None:
        """Set the clock this far from the true time."""
        self._file.write_text(f"{seconds:+d}\n")

    def ahead_s(self) -> float:
        """How far the server's wall clock is ahead."""
        with urllib.request.urlopen(f"{self._server.base}/-/health", timeout=10) as answer:
            said = email.utils.parsedate_to_datetime(answer.headers["date"])
        return said.timestamp() - time.time()
