"""Networks of their own for the doctor: network namespaces, in which programs see only what is put there."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest

from tests.faults.conftest import need_root
from tests.faults.venue import Refused, run
from tests.needs import need

_numbers = count()


class Network:
    """A network namespace; commands run `within` it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.within = ("ip", "netns", "exec", name)

    def up(self, interface: str, *addresses: str) -> None:
        """Add an interface with these addresses, and switch it on."""
        other_end = f"{interface}-far"
        run("ip", "-n", self.name, "link", "add", interface, "type", "veth", "peer", "name", other_end)
        for address in addresses:
            self.give(interface, address)
        for end in (interface, other_end):
            run("ip", "-n", self.name, "link", "set", end, "up")

    def give(self, interface: str, address: str) -> None:
        run("ip", "-n", self.name, "addr", "add", f"{address}/24", "dev", interface)

    def take(self, interface: str, address: str) -> None:
        run("ip", "-n", self.name, "addr", "del", f"{address}/24", "dev", interface)


@contextmanager
def network() -> Iterator[Network]:
    """A namespace with loopback alone, removed with its interfaces at the end of the block."""
    need("ip")
    need_root()
    one = Network(f"doctor{os.getpid()}n{next(_numbers)}")
    try:
        run("ip", "netns", "add", one.name)
        run("ip", "-n", one.name, "link", "set", "lo", "up")
    except Refused as refused:
        subprocess.run(["ip", "netns", "delete", one.name], capture_output=True)
        pytest.skip(f"not run here: this machine makes no networks ({refused})")
    try:
        yield one
    finally:
        subprocess.run(["ip", "netns", "delete", one.name], capture_output=True)
