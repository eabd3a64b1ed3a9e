"""The server process: what it opens, the session it begins with, and uvicorn."""

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path

import uvicorn

from app.core.codec import UnreadableLog
from app.core.session_summary import SessionSummary
from app.data_folder import KEY_FILES
from app.hints import Hints, UnsupportedHints
from app.hints.opening import open_hints
from app.main import create_app
from app.platform.files import keep_files_private
from app.platform.resources import open_many_files
from app.platform.signals import stopped_by_signals
from app.rooms.agenda import agenda
from app.rooms.memory import collect_rarely
from app.rooms.room import Room
from app.server.exit_codes import EXIT_CRASHED
from app.server.listening import CannotServe, listening
from app.settings import Settings
from app.store.lock import LOCK
from app.store.noted_address import forget, noted
from app.store.opening import LOG_FILES, locked, log_address, open_log, open_short_lived
from app.store.private_files import mend_modes
from app.web import static_files
from app.web.build import build_of
from app.web.context import AppContext, open_context
from app.web.http_protocol import http_protocol
from app.web.metrics import Metrics
from app.web.rehearsals import NewRehearsal, rehearse
from app.web.websocket_protocol import protocol_with_limits

_logger = logging.getLogger("summe.serving")
# Opens or resumes the session that the server starts with.
OpenSession = Callable[[AppContext], Awaitable[Room]]
# Prints the server's address, the links of the session it has opened, and which other sessions are open.
Announce = Callable[[AppContext, Room | None, Sequence[SessionSummary]], None]


def check_shared_database(settings: Settings) -> None:
    """Raise UnsupportedLog for no database of ours, and CannotServe without the keys that all must share."""
    if isinstance(log_address(settings.data, settings.database_url), Path):
        return
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
    sheet = await context.run_sheets.default()
    return await context.open_session(sheet, language=sheet.languages[0])


def demonstrate(phones: int, minutes: float) -> OpenSession:
    """Opens a rehearsal of the default run sheet, which a simulated facilitator leads at first."""

    async def open_session(context: AppContext) -> Room:
        sheet = await context.run_sheets.default()
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
    check_shared_database(settings)
    hints = hints_of(settings)
    metrics = Metrics()
    with contextlib.ExitStack() as opened:
        address = opened.enter_context(locked(settings.data, settings.database_url))
        if not settings.database_url:
            forget(settings.data)
        at = opened.enter_context(listening(settings, shared_port))
        if not settings.database_url:
            opened.enter_context(noted(settings.data, settings.local_url(at.port)))
        log = open_log(address, queue_size=settings.commit_queue, on_commit=metrics.committed)
        async with open_context(
            settings,
            log,
            metrics,
            at.public,
            settings.local_url(at.port),
            build_of(static_files.STATIC),
            open_short_lived(address),
            at.internal_url,
            hints,
        ) as context:
            if not settings.database_url:
                mend_modes(settings.data, (*LOG_FILES, *KEY_FILES, LOCK))
            room = await open_session(context) if open_session else None
            server = Server(context)
            serving: asyncio.Future[object] = asyncio.ensure_future(server.serve(sockets=at.sockets))
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


class Server(uvicorn.Server):
    """uvicorn's server, which drains the hub before it stops, and does not raise its signals again.

    A signal raised again would end the process before the context is closed.
    """

    def __init__(self, context: AppContext) -> None:
        super().__init__(_config(context))
        self._context = context

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Let signals stop the server, without ending the process.

        Ctrl+C under `summe run` is two signals, from the terminal and from there. uvicorn would exit on the
        second without closing the context; that is not needed, since stopping takes a bounded time.
        """
        with stopped_by_signals(self._stop):
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
        loop="none",  # there is one already
        http=http_protocol(
            context.settings, context.public.scheme, context.waiting_connections, context.metrics.failed
        ),
        ws=protocol_with_limits(context.settings, context.public.scheme, context.metrics.failed),
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
