"""Running the house in this process: the socket it listens on, the session it opens, uvicorn around it."""

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import uvicorn

from app.descriptors import open_many_files
from app.main import create_app
from app.rooms.room import Room
from app.settings import Settings
from app.store.lock import DataFolderError, FolderLock
from app.store.run_sheets import load
from app.store.sqlite import SqliteLog
from app.web.fanout import FanoutProtocol, PatientlessHttp
from app.web.house import House, open_house
from app.web.measures import Measures
from app.web.rehearsals import Wish, rehearse

_logger = logging.getLogger("summe.serving")
First = Callable[[House], Awaitable[Room]]
DEFAULT_SHEET = "projektjungle.toml"
EXIT_CRASHED = 71
ANY = "0.0.0.0"  # noqa: S104  what a person sets to mean every address
USER_TIMEOUT_MS = 15_000
SEND_BUFFER_BYTES = 65_536


class CannotServe(Exception):
    """The message is one sentence that says what to do."""


def own_addresses() -> list[str]:
    """This machine's addresses in the local network, most likely first; nothing is sent."""
    found: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, contextlib.suppress(OSError):
        probe.connect(("192.0.2.1", 9))
        found.append(probe.getsockname()[0])
    with contextlib.suppress(OSError):
        found += [str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    return [one for one in dict.fromkeys(found) if not one.startswith("127.")]


def listen(settings: Settings) -> socket.socket:
    """The listening socket; raises CannotServe when the port is taken or not allowed."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, USER_TIMEOUT_MS)
    try:
        listening.bind((settings.host, settings.port))
    except OSError as error:
        listening.close()
        raise CannotServe(
            f"Port {settings.port} on {settings.host} cannot be used ({error.strerror}). "
            "Stop what is using it, or choose another with SUMME_PORT."
        ) from error
    return listening


async def resume_or_open(house: House) -> Room:
    """The newest live session, or a new one of the default run sheet."""
    for record in await house.log.sessions():
        if record.ended_at_ms is None and not record.rehearsal:
            room = await house.hub.room(record.code)
            if room is not None:
                return room
    sheet = load(house.settings.sessions / DEFAULT_SHEET)
    return await house.open_session(sheet, language=sheet.languages[0])


def demonstrate(phones: int, minutes: float) -> First:
    """What opens a rehearsal of the default run sheet, led by somebody until a facilitator takes over."""

    async def first(house: House) -> Room:
        sheet = load(house.settings.sessions / DEFAULT_SHEET)
        wish = Wish(phones=phones, minutes=minutes, lead=True)
        room, _ = await rehearse(house, sheet, sheet.languages[0], None, wish)
        return room

    return first


async def serve(
    settings: Settings, announce: Callable[[House, Room | None], None], first: First | None
) -> int:
    """Serve until told to stop, with the session that `first` finds; the exit code.

    Raises CannotServe and DataFolderError.
    """
    open_many_files()
    lock = FolderLock(settings.data)
    listening = listen(settings)
    port = listening.getsockname()[1]
    addresses = own_addresses()
    host = addresses[0] if addresses and settings.host == ANY else settings.host
    public_url = settings.public_url or f"http://{'localhost' if host == ANY else host}:{port}"
    public_url = public_url.rstrip("/")
    local_url = f"http://{'127.0.0.1' if settings.host == ANY else settings.host}:{port}"
    hosts = {"localhost", "127.0.0.1", "::1", settings.host, *addresses, urlsplit(public_url).hostname or ""}
    hosts |= {name.strip() for name in settings.allowed_hosts.split(",") if name.strip()}
    measures = Measures()
    log = SqliteLog(
        settings.data / "summe.db", queue_size=settings.commit_queue, on_commit=measures.committed
    )
    try:
        async with open_house(settings, log, measures, public_url, frozenset(hosts), local_url) as house:
            room = await first(house) if first else None
            server = uvicorn.Server(_config(house))
            serving: asyncio.Future[object] = asyncio.ensure_future(server.serve(sockets=[listening]))
            while not server.started and not serving.done():
                await asyncio.sleep(0.01)
            announce(house, room)
            crashed: asyncio.Future[object] = asyncio.ensure_future(house.hub.crashed)
            await asyncio.wait([serving, crashed], return_when=asyncio.FIRST_COMPLETED)
            if crashed.done():
                _logger.critical("a writer has failed (%s); stopping", type(crashed.result()).__name__)
                os._exit(EXIT_CRASHED)
            await serving
    finally:
        listening.close()
        lock.release()
    return 0


def _config(house: House) -> uvicorn.Config:
    return uvicorn.Config(
        create_app(house),
        loop="uvloop",
        http=PatientlessHttp,
        ws=FanoutProtocol,
        ws_max_size=house.settings.frame_bytes,
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        ws_ping_timeout=None,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=4,
        backlog=4096,
    )


__all__ = ["CannotServe", "DataFolderError", "First", "demonstrate", "resume_or_open", "serve"]
