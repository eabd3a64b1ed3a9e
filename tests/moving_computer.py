"""A server on a computer whose network a test changes: a real process, with psutil's tables read from a file.

`python -m tests.moving_computer FILE serve` runs the command `summe` so; FILE has the computer's IPv4
addresses as a JSON list.
"""

import json
import os
import socket
import sys
from pathlib import Path
from types import SimpleNamespace

import psutil

from tests.server import Server


class MovingServer(Server):
    """A server whose screens are opened at 127.0.0.1, as on the computer itself, wherever that is."""

    def __init__(self, folder: Path, *ips: str, **settings: object) -> None:
        super().__init__(folder, network_look_s=0.05, **settings)
        del self.environment["SUMME_PUBLIC_URL"]
        folder.mkdir(exist_ok=True)
        self._table = folder.parent / "addresses.json"
        self.program = (sys.executable, "-m", "tests.moving_computer", str(self._table))
        self.moves(*ips)

    def moves(self, *ips: str) -> None:
        """Give the computer these addresses in place of those it has."""
        new = self._table.with_suffix(".new")
        new.write_text(json.dumps(ips))
        os.replace(new, self._table)

    def at(self, ip: str) -> str:
        """The base URL at this address."""
        return f"http://{ip}:{self.port}"

    def _links_with_keys(self, join: str) -> dict[str, str]:
        links = super()._links_with_keys(join)
        public = join.rpartition("/")[0]
        return {name: link.replace(public, self.base) for name, link in links.items()}


def main() -> None:
    """Run the command on a computer whose addresses are those in the file."""
    table = Path(sys.argv.pop(1))

    def addresses() -> dict[str, list[SimpleNamespace]]:
        return {
            f"wlan{n}": [SimpleNamespace(family=socket.AF_INET, address=ip, netmask="255.255.255.0")]
            for n, ip in enumerate(json.loads(table.read_text()))
        }

    vars(psutil).update(net_if_addrs=addresses, net_if_stats=dict)
    from app.__main__ import main as run

    run()


if __name__ == "__main__":
    main()
