"""The server process: listening socket, folder lock, the session it opens, and uvicorn."""

import asyncio
import contextlib
import errno
import logging
import os
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from urllib.parse import urlsplit

import uvicorn

from app.core.codec import UnreadableLog
from app.core.session_summary import SessionSummary
from app.hints import Hints, UnsupportedHints
from app.hints.opening import open_hints
from app.main import create_app
from app.process import collect_rarely, keep_files_private, open_many_files
from app.rooms.agenda import agenda
from app.rooms.room import Room
from app.settings import ANY, Settings
from app.store.lock import LOCK, DataFolderError, FolderLock
from app.store.opening import LOG_FILES, log_address, open_log, open_short_lived
from app.store.private_files import mend_modes
from app.store.run_sheets import default_sheet
from app.web.auth import KEY_FILES
from app.web.build import build_of
from app.web.context import AppContext, open_context
from app.web.http_protocol import http_protocol
from app.web.metrics import Metrics
from app.web.rehearsals import NewRehearsal, rehearse
from app.web.static_files import STATIC
from app.web.websocket_protocol import protocol_with_limits

_logger = logging.getLogger("summe.serving")
# Opens or resumes the session that the server starts with.
OpenSession = Callable[[AppContext], Awaitable[Room]]
# Prints the server's address, the links of the session it has opened, and which other sessions are open.
Announce = Callable[[AppContext, Room | None, Sequence[SessionSummary]], None]
# Exit codes of a server process. A fault in the configuration stays; a database or bus that cannot be reached
# may be reached later.
EXIT_CONFIGURATION = 2
EXIT_UNREACHABLE = 69
EXIT_CRASHED = 71
SEND_BUFFER_BYTES = 65_536
# The kernel's receive buffer of a connection, and so the most that one read can return.
RECEIVE_BUFFER_BYTES = 65_536
# TCP keep-alive, where the system has these options. A connected phone pings every 5 s; a connection that is
# silent for 10 s is probed every 5 s, and closed once nothing has been acknowledged for 15,000 ms.
KEEPALIVE = {"TCP_KEEPIDLE": 10, "TCP_KEEPINTVL": 5, "TCP_USER_TIMEOUT": 15_000}


class CannotServe(Exception):
    """The server cannot start; the message says what to do."""


def own_addresses() -> list[str]:
    """This machine's addresses in the local network, most likely first; nothing is sent."""
    found: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, contextlib.suppress(OSError):
        probe.connect(("192.0.2.1", 9))
        found.append(probe.getsockname()[0])
    with contextlib.suppress(OSError):
        found += [str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    return [one for one in dict.fromkeys(found) if not one.startswith("127.")]


def public_url_of(settings: Settings, port: int, addresses: Sequence[str]) -> str:
    """The base URL of links and QR codes; raises CannotServe when this computer has no address for phones."""
    if settings.public_url:
        return settings.public_url.rstrip("/")
    if settings.host != ANY:
        return f"http://{settings.host}:{port}"
    if not addresses:
        raise CannotServe(
            "No network address was found, so phones cannot reach this computer. Join a network or start a "
            "hotspot first; or, to prepare or rehearse on this computer alone, set SUMME_HOST=127.0.0.1."
        )
    return f"http://{addresses[0]}:{port}"


def listen_for_others(settings: Settings, addresses: Sequence[str]) -> tuple[socket.socket, str]:
    """A second socket, for what other servers on the database forward, and the URL at which they reach it.

    Behind a load balancer, and where several processes share a port, the first one leads to any of them.
    Raises CannotServe.
    """
    if not settings.internal_url:
        listening = listen(settings.host, 0)
        host = next(iter(addresses), "127.0.0.1") if settings.host == ANY else settings.host
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
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if shared:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    for option, value in KEEPALIVE.items():
        if hasattr(socket, option):
            listening.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
    try:
        listening.bind((host, port))
    except (OSError, OverflowError) as error:
        listening.close()
        raise CannotServe(_why_not(host, port, setting, error)) from error
    return listening


def _why_not(host: str, port: int, setting: str, error: OSError | OverflowError) -> str:
    """The message for a failed bind: its cause, and what to do about it."""
    number = getattr(error, "errno", None)
    if number == errno.EADDRNOTAVAIL or isinstance(error, socket.gaierror):
        return f"{host} is not an address of this computer; leave SUMME_HOST out to listen on all of them."
    if isinstance(error, OverflowError):
        return f"There is no port {port}; choose one from 1024 to 65535 with {setting}."
    if number == errno.EACCES:
        return f"Port {port} is for administrators; choose one above 1023 with {setting}."
    return (
        f"Port {port} is taken ({error}). "
        f"Stop what is using it, perhaps another Summe, or choose another with {setting}."
    )


def check_shared_keys(settings: Settings) -> None:
    """Raise CannotServe unless the keys that all processes on a database must share are given."""
    given = {"SUMME_SECRET": settings.secret, "SUMME_ORGANISER_KEY": settings.organiser_key}
    if missing := [variable for variable, key in given.items() if not key]:
        raise CannotServe(
            f"With SUMME_DATABASE_URL, set {' and '.join(missing)} too, and alike for all servers on the "
            "database, so that links made by one open at the others. A new one: openssl rand -hex 32"
        )


def hints_of(settings: Settings) -> Hints | None:
    """The bus of hints, not yet started; None where the log is not shared. Raises CannotServe."""
    if not settings.database_url:
        for name in ("bus_url", "database_listen_url"):
            if getattr(settings, name):
                raise CannotServe(
                    f"SUMME_{name.upper()} is for servers that share a database. "
                    "Set SUMME_DATABASE_URL as well, or leave it out."
                )
        return None
    listen_url = settings.database_listen_url or settings.database_url
    try:
        return open_hints(settings.bus_url or listen_url, settings.database_url)
    except UnsupportedHints as error:
        raise CannotServe(str(error)) from None


async def resume_or_open(context: AppContext) -> Room:
    """The open session that is under way or next, or a new one of the default run sheet."""
    for summary in await agenda(context.hub, context.log, context.clock):
        with contextlib.suppress(UnreadableLog):
            room = await context.hub.room(summary.about.code)
            if room is not None:
                return room
    sheet = default_sheet(context.settings.sessions)
    return await context.open_session(sheet, language=sheet.languages[0])


def demonstrate(phones: int, minutes: float) -> OpenSession:
    """Opens a rehearsal of the default run sheet, which a simulated facilitator leads at first."""

    async def open_session(context: AppContext) -> Room:
        sheet = default_sheet(context.settings.sessions)
        wanted = NewRehearsal(phones=phones, minutes=minutes, lead=True)
        room, _ = await rehearse(context, sheet, sheet.languages[0], None, wanted)
        return room

    return open_session


async def serve(
    settings: Settings, announce: Announce, open_session: OpenSession | None, shared_port: bool = False
) -> None:
    """Serve until a signal stops the server, on a port that other processes may share.

    `open_session` opens the session that is announced, if any. Raises CannotServe, DataFolderError,
    LogUnavailable, HintsUnavailable and, from `open_session`, RunSheetError. When a writer fails, the process
    exits at once.
    """
    keep_files_private()
    open_many_files()
    collect_rarely()
    address = log_address(settings.data, settings.database_url)
    hints = hints_of(settings)
    if settings.database_url:
        check_shared_keys(settings)
    # What is in a shared database needs no data folder: the keys are given, and each append is fenced.
    lock = None if settings.database_url else FolderLock(settings.data)
    listening = listen(settings.host, settings.port, shared=shared_port)
    sockets = [listening]
    port = listening.getsockname()[1]
    addresses = own_addresses()
    public_url = public_url_of(settings, port, addresses)
    hosts = {"localhost", "127.0.0.1", "::1", settings.host, *addresses, urlsplit(public_url).hostname or ""}
    hosts |= {name.strip() for name in settings.allowed_hosts.split(",") if name.strip()}
    metrics = Metrics()
    try:
        internal_url = ""
        if settings.database_url:
            internal, internal_url = listen_for_others(settings, addresses)
            sockets.append(internal)
            hosts.add(urlsplit(internal_url).hostname or "")
        log = open_log(address, queue_size=settings.commit_queue, on_commit=metrics.committed)
        async with open_context(
            settings,
            log,
            metrics,
            public_url,
            frozenset(hosts),
            settings.local_url(port),
            build_of(STATIC),
            open_short_lived(address),
            internal_url,
            hints,
        ) as context:
            if lock is not None:
                mend_modes(settings.data, (*LOG_FILES, *KEY_FILES, LOCK))
            room = await open_session(context) if open_session else None
            server = Server(context)
            serving: asyncio.Future[object] = asyncio.ensure_future(server.serve(sockets=sockets))
            while not server.started and not serving.done():
                await asyncio.sleep(0.01)
            open_sessions = await agenda(context.hub, context.log, context.clock)
            announce(
                context, room, [one for one in open_sessions if room is None or one.about.code != room.code]
            )
            crashed: asyncio.Future[object] = asyncio.ensure_future(context.hub.crashed)
            await asyncio.wait([serving, crashed], return_when=asyncio.FIRST_COMPLETED)
            if crashed.done():
                _logger.critical("a writer has failed; stopping", exc_info=context.hub.crashed.result())
                os._exit(EXIT_CRASHED)
            await serving
    finally:
        for one in sockets:
            one.close()
        if lock is not None:
            lock.release()


class Server(uvicorn.Server):
    """uvicorn's server, which drains the hub before it stops, and does not raise its signals again.

    A signal raised again would end the process before the context is closed.
    """

    def __init__(self, context: AppContext) -> None:
        super().__init__(_config(context))
        self._context = context

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Let SIGINT and SIGTERM stop the server, without ending the process.

        Ctrl+C sends SIGINT twice, from the terminal and from `summe run`. uvicorn would exit on the second
        without closing the context; that is not needed, since stopping takes a bounded time.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop)
        yield

    def _stop(self) -> None:
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Accept no more connections, drain those that are open, and stop."""
        for server in self.servers:
            server.close()
        await self._context.hub.drain(self._context.settings.farewell_s)
        await super().shutdown(sockets)


def _config(context: AppContext) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(context),
        loop="uvloop",
        http=http_protocol(context.settings, context.public_url, context.waiting_connections),
        ws=protocol_with_limits(context.settings, context.public_url),
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        ws_ping_timeout=None,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=3,
        backlog=4096,
    )


__all__ = [
    "Announce",
    "CannotServe",
    "DataFolderError",
    "OpenSession",
    "demonstrate",
    "resume_or_open",
    "serve",
]
