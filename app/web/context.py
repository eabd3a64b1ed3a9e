"""The application context: the objects that all connections and routes share, opened and closed together."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.core.commands import Actor, KeyRole, RenewKey, RevokeDevice
from app.core.events import Event
from app.core.rejections import Rejection
from app.core.run_sheet import RunSheet
from app.core.state import State
from app.doctor.situation import RunningServer
from app.hints import Hints
from app.rehearsal.supervisor import Supervisor
from app.rooms.clock import Clock, SharedClock, SystemClock
from app.rooms.follower import Follower
from app.rooms.hub import Hub, Reply, RoomLimits, publish_to_none
from app.rooms.room import DeltaThrottle, Room
from app.rooms.suggestions import SuggestionLimits, Suggestions
from app.settings import Settings
from app.store import CodeTaken, KeptTotals, Log, SessionIdUsed, SessionRecord
from app.store.edited_run_sheets import EditedRunSheets, Limits
from app.store.sheet_files import take_over
from app.store.short_lived import MemoryShortLived, ShortLived
from app.version import summe_version
from app.web.auth import Authenticator, make_authenticator, new_code
from app.web.broadcast import broadcast
from app.web.forwarding import ANNOUNCED_LASTS_S, Processes
from app.web.guessing import Guesses
from app.web.invitations import Invitations
from app.web.metrics import Metrics
from app.web.public_address import PublicAddress
from app.web.rate_limit import RateLimiter, limit_of_commands, limit_of_moves, limit_of_pair_tries
from app.web.rendering import RenderThreads
from app.web.shared_work import SharedWork
from app.web.unchecked_bodies import UncheckedBodies
from app.web.waiting_connections import WaitingConnections

REHEARSAL_DAYS = 1
# The id of a rehearsal begun beside a session: that session's id, this, and one of its own.
_BESIDE = "."


def id_beside(beside: str, id: str) -> str:
    """The id of the session that is opened under this one, perhaps beside another."""
    return f"{beside}{_BESIDE}{id}" if beside else id


def join_limiter(settings: Settings) -> RateLimiter:
    """The rate limit of each session's joins."""
    return RateLimiter(settings.joins_per_second, settings.joins_burst)


def connection_limiter(settings: Settings) -> WaitingConnections:
    """The limit of the connections that wait, and the files kept free."""
    return WaitingConnections(settings.waiting_connections, settings.spare_files)


def suggestion_limits(settings: Settings) -> SuggestionLimits:
    """The limits of the suggestions on consoles."""
    return SuggestionLimits(
        settings.suggest,
        settings.suggest_pace_s,
        settings.suggest_sessions,
        settings.suggest_questions,
        settings.suggest_silent_s,
        settings.suggest_idle_s,
        settings.suggest_restart_s,
        settings.suggest_restarts,
    )


@dataclass(frozen=True, slots=True)
class AppContext:
    settings: Settings
    log: Log
    hub: Hub
    auth: Authenticator
    clock: Clock
    public: PublicAddress
    invitations: Invitations
    processes: Processes
    metrics: Metrics
    local_url: str = ""
    build: str = ""
    version: str = field(default_factory=summe_version)
    supervisor: Supervisor = field(default_factory=Supervisor)
    guesses: Guesses = field(default_factory=Guesses)
    importing: asyncio.Lock = field(default_factory=asyncio.Lock)
    # Of replays, and of what is made of them without gzip.
    replaying: SharedWork[bytes] = field(default_factory=SharedWork)
    unpacking: SharedWork[bytes] = field(default_factory=SharedWork)
    # For those who only read: of the report's page and the files that Summe writes itself, and of the files
    # that libraries write, which in a full hall takes a minute each.
    reading: SharedWork[bytes] = field(default_factory=SharedWork)
    reading_by_library: SharedWork[bytes] = field(default_factory=SharedWork)
    # Of the records of loaded sessions.
    finding: SharedWork[SessionRecord | None] = field(default_factory=SharedWork)
    rendering: RenderThreads = field(default_factory=lambda: RenderThreads(Settings().render_s))
    commands: RateLimiter = field(default_factory=lambda: limit_of_commands(Settings()))
    moves: RateLimiter = field(default_factory=lambda: limit_of_moves(Settings()))
    pair_tries: RateLimiter = field(default_factory=lambda: limit_of_pair_tries(Settings()))
    joins: RateLimiter = field(default_factory=lambda: join_limiter(Settings()))
    waiting_connections: WaitingConnections = field(default_factory=lambda: connection_limiter(Settings()))
    unchecked_bodies: UncheckedBodies = field(
        default_factory=lambda: UncheckedBodies(Settings().unchecked_bytes)
    )
    # None where no other process writes to the log.
    follower: Follower | None = None
    hints: Hints | None = None
    running: RunningServer = field(default_factory=RunningServer)

    @property
    def run_sheets(self) -> EditedRunSheets:
        """The run sheets, those edited at home over those of the sessions' folder."""
        settings = self.settings
        limits = Limits(
            settings.run_sheet_bytes,
            settings.run_sheets,
            settings.run_sheet_versions,
            settings.removed_run_sheets,
        )
        return EditedRunSheets(
            self.log.sheet_texts, settings.data, settings.sessions, limits, self.clock.now_ms
        )

    @property
    def public_url(self) -> str:
        """The base of links; that of this computer alone while it has had no network yet."""
        return self.public.url or self.local_url

    @property
    def log_folder(self) -> Path | None:
        """The folder that the log is in; None when it is in a database elsewhere."""
        return None if self.log.is_shared else self.settings.data

    async def open_session(
        self,
        sheet: RunSheet,
        *,
        language: str,
        title: str | None = None,
        rehearsal: bool = False,
        date: str | None = None,
        place: str | None = None,
        expected: int | None = None,
        subtitle: str | None = None,
        occasion: str | None = None,
        beside: str = "",
        retention_days: int | None = None,
        settings: Sequence[Event] = (),
        session_id: str | None = None,
    ) -> Room:
        """Open a session with its own join code; revocations in the session `beside` apply to it too.

        `settings` are what is set in it already, as in `settings_of`; without `retention_days` it is kept for
        as long as the server's settings say. Where there is a session with this id already, it is returned;
        raises SessionIdUsed when that has been erased.
        """
        kept_days = REHEARSAL_DAYS if rehearsal else retention_days or self.settings.retention_days
        id = id_beside(beside, session_id or secrets.token_hex(16))
        while True:
            try:
                return await self.hub.open(
                    id,
                    code=new_code(),
                    sheet=sheet,
                    language=language,
                    title=title,
                    rehearsal=rehearsal,
                    retention_days=kept_days,
                    date=date,
                    place=place,
                    expected=expected,
                    subtitle=subtitle,
                    occasion=occasion,
                    settings=settings,
                )
            except CodeTaken:
                continue
            except SessionIdUsed:
                room = await self.room_with_id(id)
                if room is None:
                    raise
                return room

    async def room_with_id(self, session_id: str) -> Room | None:
        """The room of the session with this id; None when there is none."""
        records = await self.log.sessions()
        code = next((one.code for one in records if one.session_id == session_id), None)
        return None if code is None else await self.hub.room(code)

    async def revoked_everywhere(
        self, session_id: str, command: RenewKey | RevokeDevice, reply: Awaitable[Reply]
    ) -> Reply:
        """The reply to a revocation, once it has been applied to the rehearsals beside the session.

        When one of them rejects it, the reply is that rejection, and the same command can be sent again.
        """
        answer = await reply
        if isinstance(answer, Rejection) or command in (RenewKey("board"), RenewKey("report")):
            return answer
        for record in await self.log.sessions():
            if record.session_id.startswith(f"{session_id}{_BESIDE}"):
                followed = await self.hub.ask(record.session_id, Actor("organiser"), "", "", command)
                if isinstance(followed, Rejection) and followed.code not in ("unknown", "ended"):
                    return followed
        return answer

    async def erase(self, session_id: str, totals: KeptTotals | None = None) -> None:
        """Erase a session, after ending its rehearsal process if it has one, and keep these totals of it."""
        await self.supervisor.end(session_id)
        await self.hub.erase(session_id, totals=totals)

    def links(self, state: State, device: str = "") -> dict[str, str]:
        """The URLs of a session's screens; keys are in the fragment only, which browsers do not send.

        An invited device gets links with its own key alone, so that revoking the device revokes them.
        """
        base = f"{self.public_url}/{state.code}"

        def keyed(page: str, role: KeyRole) -> str:
            key = self.auth.device_key(state, device, role) if device else self.auth.key(state, role)
            return f"{base}/{page}#key={key}"

        return {
            "join": base,
            "board": keyed("board", "board"),
            "console": keyed("console", "facilitator"),
            "report": keyed("report", "report"),
        }


@asynccontextmanager
async def open_context(
    settings: Settings,
    log: Log,
    metrics: Metrics,
    public: PublicAddress,
    local_url: str,
    build: str = "",
    short_lived: ShortLived | None = None,
    internal_url: str = "",
    hints: Hints | None = None,
) -> AsyncIterator[AppContext]:
    """A context around a log; on exit every seat is sent `restart` and the log is closed.

    Processes that share a log share `short_lived` and `hints`, which are closed with it; the others reach
    this one at `internal_url`. `local_url` is the URL at which this computer itself reaches the server, and
    `build` the id of the build of the screens. Raises HintsUnavailable and OtherKeys.
    """
    clock = SharedClock(log) if log.is_shared else SystemClock()
    suggestions = Suggestions(suggestion_limits(settings), log.examples)
    hub = _make_hub(settings, log, clock, hints, suggestions)
    auth = make_authenticator(settings.data, settings.secret, settings.organiser_key)
    short_lived = short_lived or MemoryShortLived(clock.now_ms)
    context = AppContext(
        settings,
        log,
        hub,
        auth,
        clock,
        public,
        Invitations(short_lived, clock),
        Processes(short_lived, internal_url, auth.fingerprint, most=settings.polling_sessions),
        metrics,
        local_url,
        build,
        guesses=Guesses(settings.guesses_per_second, settings.guesses_burst, settings.delayed_answers),
        rendering=RenderThreads(settings.render_s),
        commands=limit_of_commands(settings),
        moves=limit_of_moves(settings),
        pair_tries=limit_of_pair_tries(settings),
        joins=join_limiter(settings),
        waiting_connections=connection_limiter(settings),
        unchecked_bodies=UncheckedBodies(settings.unchecked_bytes),
        follower=Follower(hub, settings.follow_s) if log.is_shared else None,
        hints=hints,
    )
    _show_address(context)
    try:
        await _start(context)
        yield context
    finally:
        await context.running.load.end()
        await context.supervisor.end_all()
        await hub.close()
        await suggestions.close()
        if hints:
            await hints.stop()
        await short_lived.close()
        await log.close()


def _make_hub(
    settings: Settings, log: Log, clock: Clock, hints: Hints | None, suggestions: Suggestions
) -> Hub:
    throttle = DeltaThrottle(
        settings.phone_pace_s, settings.screen_pace_s, settings.presence_pace_s, settings.phone_sums_pace_s
    )
    limits = RoomLimits(
        settings.inbox, settings.batch, throttle, settings.rush, settings.events_per_participant
    )
    publish, share = (hints.publish, hints.note) if hints else (publish_to_none, None)
    return Hub(log, clock, limits, broadcast, publish, share, suggestions)


def _show_address(context: AppContext) -> None:
    """Have screens shown the public address whenever it changes, and at once while it cannot be reached."""
    hub, public = context.hub, context.public
    public.on_change(lambda: hub.show_address(public.row))
    if not public.reachable:
        hub.show_address(public.row)


async def _start(context: AppContext) -> None:
    """Adjust the clock, take over run sheets that were files, and meet the processes on the same log."""
    settings, log = context.settings, context.log
    if isinstance(context.clock, SharedClock):
        await context.clock.adjust()
    await take_over(settings.data, log.sheet_texts)
    if log.is_shared:
        await context.processes.announce_keys(ANNOUNCED_LASTS_S + 1)
    if context.hints and context.follower:
        await context.hints.start(context.follower.behind, context.follower.missed, context.hub.noted)
