"""The address at which people join: the base URL of links and QR codes, and the hosts that are answered to.

Unless the operator has set it, it is an address of this computer. It is replaced only when the computer has
lost it, since it is on the board and on paper: a second network that comes up changes nothing. Without any
network it stays as it was. Hosts are only added, so that links to an address that can still be reached, or
comes back, stay good.
"""

import asyncio
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from app.core.rows import AddressRow
from app.platform.network import Network, read_network


class PublicAddress:
    """`url` is the base URL, "" on a computer that has had no network yet, and `hosts` have no port.

    `reachable` is whether the computer has this address now.
    """

    def __init__(
        self,
        url: str,
        hosts: Iterable[str] = (),
        *,
        port: int = 0,
        read: Callable[[], Network] = read_network,
        follows: bool = False,
    ) -> None:
        """The URL's own host is answered to as well.

        Where it `follows`, the URL is made of this computer's address and `port` whenever that changes.
        """
        self.hosts = set(hosts)
        self.follows = follows
        self.reachable = bool(url)
        self._port = port
        self._read = read
        self._listeners: list[Callable[[], None]] = []
        self._set(url)
        self._first = url

    def _set(self, url: str) -> None:
        self.url = url
        parts = urlsplit(url)
        self.scheme, self.netloc, self._host = parts.scheme, parts.netloc, parts.hostname
        if self._host:
            self.hosts.add(self._host)

    @property
    def row(self) -> AddressRow:
        """What boards and consoles are shown of it once it has changed."""
        return {"address": self.netloc, "reachable": self.reachable, "changed": self.url != self._first}

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call this whenever the URL changes, or is no longer or again reachable."""
        self._listeners.append(listener)

    async def look(self) -> None:
        """Read this computer's addresses, and follow them."""
        before = self.url, self.reachable
        self._follow(await asyncio.to_thread(self._read))
        if before != (self.url, self.reachable):
            for listener in self._listeners:
                listener()

    def _follow(self, network: Network) -> None:
        own = {one.ip for one in network.addresses if one.family == "ipv4"}
        self.hosts |= own
        if self._host in own:
            self.reachable = True
        elif likely := network.likely:
            self.reachable = True
            self._set(f"http://{likely}:{self._port}")
            self._first = self._first or self.url
        else:
            self.reachable = False

    async def keep_following(self, look_s: float) -> None:
        """Look every `look_s` seconds."""
        while True:
            await asyncio.sleep(look_s)
            await self.look()
