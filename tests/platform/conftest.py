"""Servers that find what they would find on Windows; on Windows itself, servers as they are."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.server import AS_INSTALLED, ROOT, Server

AS_WINDOWS = Path(__file__).parent / "as_windows"
# What a pipe of Windows may have: no arrow, no block of a QR code.
ENCODING = "cp1252:strict"


class WindowsServer(Server):
    """`summe` as on Windows."""

    program = AS_INSTALLED

    def __init__(self, folder: Path, **settings: object) -> None:
        super().__init__(folder, **settings)
        if sys.platform != "win32":
            self.environment |= {"PYTHONPATH": str(AS_WINDOWS), "PYTHONIOENCODING": ENCODING}

    def command(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        """Run another command on the same data to its end."""
        program = [*AS_INSTALLED, *arguments]
        return subprocess.run(program, env=self.environment, cwd=ROOT, capture_output=True)


@pytest.fixture
def windows(tmp_path: Path) -> Iterator[Callable[..., WindowsServer]]:
    """Makes servers on one data folder; those that still run are ended."""
    made: list[WindowsServer] = []

    def make(**settings: object) -> WindowsServer:
        made.append(WindowsServer(tmp_path / "data", **settings))
        return made[-1]

    yield make
    for one in made:
        if one.process is not None and one.process.poll() is None:
            one.stop(signal.SIGINT)
