"""A server in a network namespace of its own, whose address changes as it does when a computer moves.

phones and boards 198.18.x.y ── 198.18.x.z the computer, with the server
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Self

import pytest

from tests.faults.conftest import need_root
from tests.faults.venue import OUTSIDE, PLACES, Refused, run
from tests.needs import need
from tests.server import Server


class OwnNetwork:
    """`addresses` are two that the computer can have, `gateway` is this machine's end of the cable."""

    def __init__(self) -> None:
        place = os.getpid() % PLACES
        self.gateway, *self.addresses = (str(OUTSIDE + place * 8 + n) for n in (1, 2, 3))
        self._computer, self._cable = f"computer{place}", f"lead{place}"

    def __enter__(self) -> Self:
        need("ip")
        need_root()
        try:
            run("ip", "netns", "add", self._computer)
            run(
                "ip",
                "link",
                "add",
                self._cable,
                "type",
                "veth",
                "peer",
                "name",
                "wlan0",
                "netns",
                self._computer,
            )
            run("ip", "addr", "add", f"{self.gateway}/29", "dev", self._cable)
            run("ip", "link", "set", self._cable, "up")
            for interface in ("lo", "wlan0"):
                self._ip("link", "set", interface, "up")
        except Refused as refused:
            self.__exit__()
            pytest.skip(f"not run here: this machine makes no networks ({refused})")
        return self

    def __exit__(self, *_: object) -> None:
        subprocess.run(["ip", "link", "delete", self._cable], capture_output=True)
        subprocess.run(["ip", "netns", "delete", self._computer], capture_output=True)

    def join(self, address: str) -> None:
        """Give the computer this address and its route, as a router does."""
        self._ip("addr", "add", f"{address}/29", "dev", "wlan0")
        self._ip("route", "replace", "default", "via", self.gateway)

    def leave(self) -> None:
        """Take the computer's address and route away."""
        self._ip("addr", "flush", "dev", "wlan0")

    def server(self, folder: Path) -> Server:
        """A server on the computer, not yet started, which phones reach at the first address."""
        server = Server(folder)
        del server.environment["SUMME_PUBLIC_URL"]
        server.program = ("ip", "netns", "exec", self._computer, sys.executable, "-m", "app")
        server.base = f"http://{self.addresses[0]}:{server.port}"
        return server

    def _ip(self, *command: str) -> None:
        run("ip", "-n", self._computer, *command)
