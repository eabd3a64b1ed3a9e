"""A network link between the hall and the server that delays, reorders, loses and duplicates packets.

Not every kernel has netem, so it is simulated: one TUN device is in the hall's network namespace, another
in the machine's own, and a thread forwards the packets between them.
"""

import asyncio
import contextlib
import fcntl
import os
import struct
import subprocess
import threading
from random import Random
from typing import Self

import pytest

from tests.faults.conftest import need_root
from tests.faults.phones import Phones
from tests.faults.venue import OUTSIDE, PLACES, Refused, run
from tests.needs import need
from tests.server import Server

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
LARGEST = 65_536
EARLIEST_S, LATEST_S = 0.1, 0.2
LOST, TWICE = 0.03, 0.01


class LossyLink:
    """`lost` and `twice` count the lost and the duplicated packets."""

    def __init__(self) -> None:
        place = os.getpid() % PLACES
        self.address, self._inside = (str(OUTSIDE + place * 8 + n) for n in (5, 6))
        self._hall, self._near, self._far = (f"{what}{place}" for what in ("wild", "near", "far"))
        self._chance = Random(1)
        self._over = threading.Event()
        self.lost = self.twice = 0

    def __enter__(self) -> Self:
        need("ip")
        need_root()
        try:
            self._near_end, self._far_end = _tunnel(self._near), _tunnel(self._far)
        except OSError as error:
            pytest.skip(f"not run here: no tunnels ({error.strerror})")
        self._carrier = threading.Thread(target=lambda: asyncio.run(self._carry()))
        self._carrier.start()
        try:
            self._build()
        except Refused as refused:
            self.__exit__()
            pytest.skip(f"not run here: this machine makes no networks ({refused})")
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._carrier.join()
        os.close(self._near_end)
        os.close(self._far_end)  # a TUN device is removed when it is closed
        subprocess.run(["ip", "netns", "delete", self._hall], capture_output=True)

    def phones(self, server: Server, count: int) -> Phones:
        """Start so many phones at the far end."""
        url = f"http://{self.address}:{server.port}"
        return Phones(url, server.code, count, within=("ip", "netns", "exec", self._hall))

    def _build(self) -> None:
        run("ip", "netns", "add", self._hall)
        run("ip", "link", "set", self._far, "netns", self._hall)
        run("ip", "addr", "add", self.address, "peer", self._inside, "dev", self._near)
        run("ip", "link", "set", self._near, "up")
        run("ip", "-n", self._hall, "addr", "add", self._inside, "peer", self.address, "dev", self._far)
        run("ip", "-n", self._hall, "link", "set", self._far, "up")

    async def _carry(self) -> None:
        loop = asyncio.get_running_loop()
        loop.add_reader(self._near_end, self._take, loop, self._near_end, self._far_end)
        loop.add_reader(self._far_end, self._take, loop, self._far_end, self._near_end)
        while not self._over.is_set():
            await asyncio.sleep(0.05)
        loop.remove_reader(self._near_end)
        loop.remove_reader(self._far_end)

    def _take(self, loop: asyncio.AbstractEventLoop, end: int, other: int) -> None:
        packet = os.read(end, LARGEST)
        if self._chance.random() < LOST:
            self.lost += 1
            return
        twice = self._chance.random() < TWICE
        self.twice += twice
        for _ in range(1 + twice):
            loop.call_later(self._chance.uniform(EARLIEST_S, LATEST_S), _give, other, packet)


def _give(end: int, packet: bytes) -> None:
    with contextlib.suppress(OSError):  # the device is not up yet
        os.write(end, packet)


def _tunnel(name: str) -> int:
    """Create a TUN device, which exists as long as the file is open."""
    end = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    try:
        fcntl.ioctl(end, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    except OSError:
        os.close(end)
        raise
    return end
