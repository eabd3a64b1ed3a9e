"""Where the server listens: its sockets, the URLs that lead to them, and the host names it answers to."""

import contextlib
import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.platform.network import read_network
from app.platform.sockets import PRIVILEGED_BELOW, own_port, share_port
from app.settings import ANY, Settings
from app.web.public_address import PublicAddress

SEND_BUFFER_BYTES = 65_536
# The kernel's receive buffer of a connection, and so the most that one read can return.
RECEIVE_BUFFER_BYTES = 65_536
# TCP keep-alive, where the system has these options. A connected phone pings every 5 s; a connection that is
# silent for 10 s is probed every 5 s, and closed once nothing has been acknowledged for 15,000 ms.
# macOS has its own name for the first.
KEEPALIVE = {"TCP_KEEPIDLE": 10, "TCP_KEEPALIVE": 10, "TCP_KEEPINTVL": 5, "TCP_USER_TIMEOUT": 15_000}


class CannotServe(Exception):
    """The server cannot start; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Listening:
    """`internal_url` is where the other servers on the database reach this one; "" where there are none."""

    sockets: list[socket.socket]
    port: int
    public: PublicAddress
    internal_url: str


@contextmanager
def listening(settings: Settings, shared_port: bool) -> Iterator[Listening]:
    """The sockets of a server, open within the block; raises CannotServe.

    `shared_port` lets other processes of ours listen on the same port.
    """
    with contextlib.ExitStack() as opened:
        first = opened.enter_context(listen(settings.host, settings.port, shared=shared_port))
        port = first.getsockname()[1]
        network = read_network()
        public_url, internal_url = public_url_of(settings, port, network.likely), ""
        sockets = [first]
        if settings.database_url:
            second, internal_url = listen_for_others(settings, network.likely)
            sockets.append(opened.enter_context(second))
        hosts = {"localhost", "127.0.0.1", "::1", settings.host, *(one.ip for one in network.addresses)}
        hosts.add(urlsplit(internal_url).hostname or "")
        hosts |= {name.strip() for name in settings.allowed_hosts.split(",") if name.strip()}
        public = PublicAddress(public_url, hosts, port=port, follows=follows_network(settings))
        yield Listening(sockets, port, public, internal_url)


def follows_network(settings: Settings) -> bool:
    """Whether links and QR codes follow this computer's network; not among servers that share a database."""
    return not settings.public_url and settings.host == ANY and not settings.database_url


def public_url_of(settings: Settings, port: int, likely: str | None) -> str:
    """The base URL of links and QR codes; "" where it follows a network that is not there yet.

    Raises CannotServe for one of several servers whose computer has no address.
    """
    if settings.public_url:
        return settings.public_url.rstrip("/")
    if settings.host != ANY:
        return f"http://{settings.host}:{port}"
    if likely is not None:
        return f"http://{likely}:{port}"
    if follows_network(settings):
        return ""
    raise CannotServe(
        "No network address was found, so phones cannot reach this computer. Join a network first, or say "
        "with SUMME_PUBLIC_URL at which address phones reach the servers on this database."
    )


def listen_for_others(settings: Settings, likely: str | None) -> tuple[socket.socket, str]:
    """A second socket, for what other servers on the database forward, and the URL at which they reach it.

    Behind a load balancer, and where several processes share a port, the first one leads to any of them.
    Raises CannotServe.
    """
    if not settings.internal_url:
        listening = listen(settings.host, 0)
        host = likely or "127.0.0.1" if settings.host == ANY else settings.host
        return listening, f"http://{host}:{listening.getsockname()[1]}"
    url = urlsplit(settings.internal_url)
    with contextlib.suppress(ValueError):  # the port is no number
        if url.scheme == "http" and url.hostname and url.port:
            return listen(settings.host, url.port, "SUMME_INTERNAL_URL"), settings.internal_url.rstrip("/")
    raise CannotServe(
        f"SUMME_INTERNAL_URL={settings.internal_url!r} should be http://HOST:PORT, where the other servers "
        "on the database reach this one. Leave it out, and this machine's address and a free port are used."
    )


def listen(host: str, port: int, setting: str = "SUMME_PORT", *, shared: bool = False) -> socket.socket:
    """A socket to listen on; `shared` lets other processes of ours listen on the same port.

    Raises CannotServe when the port, which `setting` sets, is taken or not allowed.
    """
    opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    own_port(opened)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if shared:
        share_port(opened)
    for option, value in KEEPALIVE.items():
        if hasattr(socket, option):
            opened.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
    try:
        opened.bind((host, port))
    except (OSError, OverflowError) as error:
        opened.close()
        raise CannotServe(_why_not(host, port, setting, error)) from error
    return opened


def _why_not(host: str, port: int, setting: str, error: OSError | OverflowError) -> str:
    """The message for a failed bind: its cause, and what to do about it."""
    number = getattr(error, "errno", None)
    if number == errno.EADDRNOTAVAIL or isinstance(error, socket.gaierror):
        return f"{host} is not an address of this computer; leave SUMME_HOST out to listen on all of them."
    if isinstance(error, OverflowError):
        return f"There is no port {port}; choose one from 1024 to 65535 with {setting}."
    if number == errno.EACCES and port < PRIVILEGED_BELOW:
        return f"Port {port} is for administrators; choose one above 1023 with {setting}."
    return (
        f"Port {port} is taken ({error}). "
        f"Stop what is using it, perhaps another Summe, or choose another with {setting}."
    )
