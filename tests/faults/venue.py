"""Network namespaces: phones in a network of their own behind a router with NAT, the server outside.

    hall 10.77.0.2 ── 10.77.0.1 router 198.18.x.y ── 198.18.x.z this machine, with the server

Two namespaces and two veth pairs, isolated from the machine's own network and removed when the venue
closes. The router forwards packets of connections that it tracks and drops all others silently, as
conference routers do.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address
from pathlib import Path
from typing import Self

import pytest

from tests.faults.conftest import need_root
from tests.faults.phones import Phones
from tests.needs import need
from tests.server import Server

# A range reserved for network tests (RFC 2544); each process uses eight addresses of it.
OUTSIDE, PLACES = IPv4Address("198.18.0.0"), 16_384
PHONES, SECOND, ROUTER = "10.77.0.2", "10.77.0.3", "10.77.0.1"
ROUTERS_WAYS = {"ipv4/ip_forward": 1, "netfilter/nf_conntrack_tcp_loose": 0}


class Refused(Exception):
    """A command failed; the message is its output."""


class Venue:
    """`address` is the server's address for the phones, `outer` the router's address for the server."""

    def __init__(self) -> None:
        place = os.getpid() % PLACES
        self.address, self.outer, self.other_outer = (str(OUTSIDE + place * 8 + n) for n in (1, 2, 3))
        self._hall, self._router, self._cable = (f"{what}{place}" for what in ("hall", "router", "cable"))

    def __enter__(self) -> Self:
        for tool in ("ip", "iptables"):
            need(tool)
        need_root()
        try:
            self._build()
        except Refused as refused:
            self.close()
            pytest.skip(f"not run here: this machine makes no networks ({refused})")
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _build(self) -> None:
        hall, router = self._hall, self._router
        for network in (hall, router):
            run("ip", "netns", "add", network)
        run("ip", "link", "add", self._cable, "type", "veth", "peer", "name", "out", "netns", router)
        run("ip", "-n", hall, "link", "add", "air", "type", "veth", "peer", "name", "in", "netns", router)
        run("ip", "addr", "add", f"{self.address}/29", "dev", self._cable)
        run("ip", "link", "set", self._cable, "up")
        for network, cable, *addresses in (
            (router, "out", f"{self.outer}/29", f"{self.other_outer}/29"),
            (router, "in", f"{ROUTER}/24"),
            (hall, "air", f"{PHONES}/24", f"{SECOND}/24"),
        ):
            for address in addresses:
                run("ip", "-n", network, "addr", "add", address, "dev", cable)
            run("ip", "-n", network, "link", "set", cable, "up")
        run("ip", "-n", hall, "route", "add", "default", "via", ROUTER)
        self._add("POSTROUTING", "-t", "nat", "-o", "out", "-j", "MASQUERADE")
        self._add("FORWARD", "-m", "conntrack", "--ctstate", "INVALID", "-j", "DROP")
        for way, value in ROUTERS_WAYS.items():
            self.router("sh", "-c", f"echo {value} > /proc/sys/net/{way}")

    def close(self) -> None:
        subprocess.run(["ip", "link", "delete", self._cable], capture_output=True)
        for network in (self._hall, self._router):
            subprocess.run(["ip", "netns", "delete", network], capture_output=True)

    def router(self, *command: str) -> str:
        """Run a command on the router."""
        return run("ip", "netns", "exec", self._router, *command)

    @contextmanager
    def rule(self, *rule: str) -> Iterator[None]:
        """An iptables rule before all others within the block.

        It must have matched at least one packet: a fault that did not happen proves nothing.
        """
        self._iptables("-I", "FORWARD", *rule)
        try:
            yield
            first = self.router("iptables", "-w", "-nvxL", "FORWARD", "1").split()
            assert int(first[0]) > 0, f"nothing met the rule {' '.join(rule)}"
        finally:
            self._iptables("-D", "FORWARD", *rule)

    @contextmanager
    def narrowed(self, rate: str) -> Iterator[None]:
        """Limit the hall's bandwidth in each direction."""
        need("tc")
        for cable in ("out", "in"):
            self._shape("add", cable, "tbf", "rate", rate, "burst", "16kb", "latency", "500ms")
        yield
        for cable in ("out", "in"):
            self._shape("delete", cable)

    def move_phones(self) -> None:
        """Give the phones other addresses, inside and outside; the old ones stop working at once."""
        run("ip", "-n", self._hall, "route", "replace", "default", "via", ROUTER, "src", SECOND)
        self._add("FORWARD", "-s", PHONES, "-j", "DROP")
        self._iptables("-I", "POSTROUTING", "-t", "nat", "-s", SECOND, "-j", "SNAT", "--to", self.other_outer)

    def phones(self, server: Server, count: int) -> Phones:
        """Start so many phones in the hall's network."""
        url = f"http://{self.address}:{server.port}"
        return Phones(url, server.code, count, within=("ip", "netns", "exec", self._hall))

    def _shape(self, do: str, cable: str, *how: str) -> None:
        self.router("tc", "qdisc", do, "dev", cable, "root", *how)

    def _add(self, *rule: str) -> None:
        self._iptables("-A", *rule)

    def _iptables(self, do: str, chain: str, *rule: str) -> None:
        self.router("iptables", "-w", do, chain, *rule)


def run(*command: str) -> str:
    """The output of a command; raises Refused when it fails."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise Refused(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


def peers(server: Server) -> set[str]:
    """The remote addresses of all connections to the server."""
    found = set()
    for row in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        local, remote, state = row.split()[1:4]
        if state == "01" and int(local.rpartition(":")[2], 16) == server.port:
            found.add(str(IPv4Address(bytes.fromhex(remote[:8])[::-1])))
    return found
