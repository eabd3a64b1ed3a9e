"""What the checks look at: settings, addresses, the expected audience, and a server that is running."""

import asyncio
import datetime as dt
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from app.doctor.load import LoadTrial
from app.platform.clock import awake_ns, since_boot_ns
from app.platform.network import LocalAddress, addresses, is_loopback, likely_address
from app.settings import ANY, Settings
from app.store.run_sheets import Edited

# How many phones are expected where no session says so, and the most that may be asked for.
USUAL_PHONES, MOST_PHONES = 100, 100_000


class RunningServer:
    """What a server remembers for the doctor: clocks and address at its start, and devices that got through.

    Of a device no more is kept than the time: no address.
    """

    def __init__(self) -> None:
        self.address_at_start = likely_address()
        self.last_arrival: dt.datetime | None = None
        self.examining = asyncio.Lock()
        self.load = LoadTrial()
        self._start_ns = since_boot_ns()
        self._awake_start_ns = awake_ns()
        self._wall_start_ns = time.time_ns()

    def arrived(self, peer: str) -> bool:
        """Note a request from this address; returns whether it came from another device."""
        if not peer or is_loopback(peer) or peer in [one.ip for one in addresses()]:
            return False
        self.last_arrival = dt.datetime.now().astimezone()
        return True

    def slept_s(self) -> float:
        """For how long the computer has slept since the start."""
        return (self._running_ns() - (awake_ns() - self._awake_start_ns)) / 1e9

    def clock_set_s(self) -> float:
        """How far the wall clock was set ahead since the start, negative for back."""
        return (time.time_ns() - self._wall_start_ns - self._running_ns()) / 1e9

    def _running_ns(self) -> int:
        """For how long it has run, time asleep included."""
        return since_boot_ns() - self._start_ns


@dataclass(frozen=True, slots=True)
class Situation:
    """`public_url` is "" where there is none; `running` is None where the checks run without a server.

    `edited` are the run sheets of the database, which only a running server has open.
    """

    settings: Settings
    public_url: str
    port: int
    phones: int = USUAL_PHONES
    running: RunningServer | None = None
    edited: Edited = field(default_factory=Edited)

    @staticmethod
    def without_server(settings: Settings, phones: int) -> "Situation":
        """The situation before a server is started with these settings."""
        host = settings.host if settings.host != ANY else likely_address()
        public_url = settings.public_url or (f"http://{host}:{settings.port}" if host else "")
        return Situation(settings, public_url.rstrip("/"), settings.port, phones)

    @property
    def name(self) -> str:
        """The host of the public URL: an address or a name."""
        return urlsplit(self.public_url).hostname or ""

    @property
    def is_behind_proxy(self) -> bool:
        """Whether phones are meant to come in by something in front of Summe."""
        return bool(self.settings.public_url) and self.settings.host not in (ANY, self.name)

    def own_addresses(self) -> list[LocalAddress]:
        """The IPv4 addresses at which others could reach this computer; the server listens on IPv4."""
        return [one for one in addresses() if one.family == "ipv4" and not one.loopback]
